"""Choice lists that several forms share. A draft reads the list as it is now; a published version has its own copy."""

import re
import secrets
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.history import track
from accounts.models import Bureau
from accounts.scope import limit

from .xlsform.names import values

if TYPE_CHECKING:
    from .models import Form

VALUE = RegexValidator(r"^[a-z][a-z0-9_]{0,29}$", _("编号以小写字母开头，只用小写字母、数字和下划线。"))
SIGN = re.compile("[=＝]")
VALUED = re.compile(r"(.*\S)\s*[=＝]\s*([a-z][a-z0-9_]{0,29})\s*")
"""A choice with its value where the sign has no blanks around it."""
LONGEST, MOST = 100, 3000
"""Characters a choice may have, and how many choices a list."""


def new_code() -> str:
    """A code for a list that was given none."""
    return f"list_{secrets.token_hex(4)}"


class ChoiceListQuerySet(models.QuerySet["ChoiceList"]):
    """Lists by who may keep them."""

    def visible_to(self, user: Any) -> Self:
        """The lists of the bureaus a user may see."""
        return limit(self, user)


class ChoiceList(models.Model):
    """One choice a line: 餐饮, or 餐饮 = c1 with the value that answers keep. Linked choices: 餐饮 > 中餐."""

    title = models.CharField(_("名称"), max_length=100)
    code = models.CharField(
        _("编号"), max_length=30, unique=True, validators=[VALUE], help_text=_("如 streets。以后不能更改。")
    )
    bureau = models.ForeignKey(Bureau, models.PROTECT, verbose_name=_("机构"), related_name="choice_lists")
    lines = models.TextField(
        _("选项"), blank=True,
        help_text=_("一行一个，可从 Excel 粘贴一列。等号后面是选项编号，保存时自动给出；改名时保留它，答案才对得上。"),
    )  # fmt: skip
    updated_at = models.DateTimeField(_("修改时间"), default=timezone.now, editable=False)
    history = track(excluded_fields=["updated_at"])

    objects = ChoiceListQuerySet.as_manager()

    class Meta:
        verbose_name = _("选项表")
        verbose_name_plural = _("选项表")
        ordering: ClassVar = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, each choice with its value."""
        rows = read(self.lines)
        taken = values([value for _label, value in rows], [label for label, _value in rows], self.known())
        self.lines = "\n".join(f"{label} = {value}" for value, (label, _value) in zip(taken, rows, strict=True))
        self.updated_at = timezone.now()
        super().save(*args, **kwargs)

    def known(self) -> dict[str, str]:
        """The last label of every value the list ever gave: answers may have been kept under it."""
        found: dict[str, str] = {}
        for lines in self.history.order_by("history_id").values_list("lines", flat=True) if self.pk else ():
            found |= {value: label for label, value in read(lines)}
        return found

    def clean(self) -> None:
        """Refuse what no field could use, with the line."""
        rows = read(self.lines)
        if len(rows) < 2:
            raise ValidationError({"lines": _t("至少要有两个选项，一行一个。")})
        if len(rows) > MOST:
            raise ValidationError({"lines": _t("选项太多：最多 %(most)s 个。") % {"most": MOST}})
        for name, place in (("label", 0), ("value", 1)):
            found = [row[place] for row in rows if row[place]]
            if twice := next((text for text in found if found.count(text) > 1), ""):
                message = _t("「%(text)s」出现了两次。请删除或改正其中一行。") % {"text": twice}
                raise ValidationError({"lines": message}, code=f"{name}-twice")
        for label, value in rows:
            if not value and SIGN.search(label):
                message = _t("「%(text)s」的等号后面应是选项编号：以小写字母开头，只用小写字母、数字和下划线。")
                raise ValidationError({"lines": message % {"text": label[:40]}}, code="sign")
            if len(label) > LONGEST:
                raise ValidationError({"lines": _t("「%(text)s……」超过 100 个字。") % {"text": label[:20]}})
            if value:
                VALUE(value)

    @property
    def choices(self) -> list[dict[str, str]]:
        """The rows as a definition has them."""
        rows = read(self.lines)
        taken = values([value for _label, value in rows])
        return [{"value": value, "label": label} for value, (label, _value) in zip(taken, rows, strict=True)]

    def forms(self) -> "list[Form]":
        """The forms whose drafts use the list, in use or not."""
        from .models import Form

        text = Cast("body", models.TextField())
        near = Form.objects.annotate(text=text).filter(text__contains=self.code).order_by("title", "pk")
        return [form for form in near if self.code in _named(list(form.body.raw_data))]


def _named(raw: Any) -> Iterator[str]:
    """The codes of the lists that a body's raw blocks name."""
    if isinstance(raw, list):
        for one in raw:
            yield from _named(one)
    elif isinstance(raw, dict):
        if isinstance(raw.get("shared"), str):
            yield raw["shared"]
        for one in raw.values():
            yield from _named(one)


def read(lines: str) -> list[tuple[str, str]]:
    """(label, value) of each line; the columns of a pasted table are levels. The value is empty where there is none."""
    found = []
    for line in lines.splitlines():
        label, _sign, value = line.rpartition(" = ") if " = " in line else (line, "", "")
        if not value and (valued := VALUED.fullmatch(line)):
            label, value = valued[1], valued[2]
        label = " > ".join(part.strip() for part in label.split("\t") if part.strip())
        if label:
            found.append((label, value.strip()))
    return found


def pairs() -> list[tuple[str, str]]:
    """(code, title) of every list: for the builder."""
    return list(ChoiceList.objects.values_list("code", "title"))


SHORT = 300
"""Choices that the builder still offers one by one for a condition; of a longer list the value is typed."""


def short_lists() -> dict[str, list[dict[str, str]]]:
    """The choices of every list that is not too long, by code: for conditions in the builder."""
    found = {one.code: one.choices for one in ChoiceList.objects.all()}
    return {code: choices for code, choices in found.items() if len(choices) <= SHORT}


def choices_of(code: str) -> list[dict[str, str]] | None:
    """The choices of a list as it is now; None if there is none of that code."""
    found = ChoiceList.objects.filter(code=code).first()
    return found.choices if found else None


def save(changed: ChoiceList, user: Any) -> "list[Form]":
    """Save a list and refresh the drafts that use it, so that each shows it has something to publish.

    Published versions keep their copies. Returns the forms that get the change with their next version.
    """
    from .service import because

    with transaction.atomic():
        changed._history_user = user  # type: ignore[attr-defined]
        changed.save()
        using = changed.forms()
        for form in using:
            because(form, user, _t("选项表「%(title)s」有改动") % {"title": changed.title}).save()
    return using
