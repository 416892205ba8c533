"""A fault of a draft, with its place and what to do."""

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Problem:
    """A fault: at which step, block and position in a group (-1: none), in which input, and what to do about it.

    `fixable`: its check has a change that mends it, and the change fits here.
    """

    message: str
    step: int = -1
    block: int = -1
    attribute: str = ""
    key: str = ""
    label: str = ""
    inner: int = -1
    code: str = ""
    blocking: bool = True
    fixable: bool = True

    @property
    def place(self) -> tuple[int, int, int]:
        """(step, block, position in a group)."""
        return self.step, self.block, self.inner

    @property
    def where(self) -> str:
        """The place in words."""
        if self.step < 0:
            return _("整个表单")
        step = _("第 %(step)s 步") % {"step": self.step + 1}
        if self.block < 0:
            return step
        name = self.label or _("第 %(block)s 项") % {"block": self.block + 1}
        return _("%(step)s「%(name)s」") % {"step": step, "name": name}
