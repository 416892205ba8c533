"""Files in the forms of cases: the same checks and the same keeping as in the forms that editors build."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from forms.fields.file import UploadsField
from forms.uploads import Desk, Limits, sign
from forms.widgets import UploadsInput


class FilesField(UploadsField):
    """Files as tokens of uploads; cleaned to `Held` rows that `Doing.attach` takes over."""

    def __init__(self, *, max_files: int = 5, **options: Any) -> None:
        limits = Limits()
        super().__init__(
            limits=limits,
            max_files=max_files,
            count_message=_("最多上传 %(most)s 个文件。请先移除不需要的。") % {"most": max_files},
            widget=UploadsInput(attrs={"class": "input input--file", "accept": limits.accept}, many=max_files > 1),
            help_text=lazy(_limits_text, str)(limits, max_files),
            **options,
        )


def _limits_text(limits: Limits, most: int) -> str:
    words = {"kinds": limits.kinds_text, "size": limits.max_mb, "most": most}
    return _("可上传 %(kinds)s，每个不超过 %(size)s MB，最多 %(most)s 个。") % words


class TakesFiles(forms.Form):
    """A form whose files are kept when something else is wrong, so that nothing has to be chosen again."""

    desk: Desk | None = None
    """Takes the files in; one for this form alone unless given."""

    def full_clean(self) -> None:
        if self.is_bound:
            desk = self.desk or Desk()
            desk.look_up(self.data)
            for name, field in self.fields.items():
                if isinstance(field, UploadsField):
                    field.receive(self.data, self.files, self.add_prefix(name), desk)
        super().full_clean()


def with_tokens(fields: Mapping[str, forms.Field], data: Mapping[str, Any]) -> QueryDict:
    """JSON as a form reads a post: lists as repeated values, and tokens of uploads as the files they stand for."""
    post = QueryDict(mutable=True)
    for name, value in data.items():
        values = value if isinstance(value, list) else [value]
        if isinstance(fields.get(name), UploadsField):
            post.setlist(f"{name}-kept", [sign(str(token)) for token in values])
        else:
            post.setlist(name, ["" if one is None else _plain(one) for one in values])
    return post


def _plain(value: Any) -> str:
    return {True: "true", False: ""}[value] if isinstance(value, bool) else str(value)
