"""The promises beside the materials of an application: which papers, and the words that are agreed to."""

from collections.abc import Container
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from forms.widgets import Checks
from items.checklists import Checklist, Judged
from items.choices import MaterialSource, Necessity

from ..papers.kinds import PromiseText
from .texts import Words, words_for

LATER, INSTEAD = PromiseText.LATER.value, PromiseText.INSTEAD.value
AGREED = "_agreed"
"""What the name of the box below a promise ends with."""


@dataclass(frozen=True)
class Vow:
    """A promise that was made: the words, and the numbers of the papers in the guide."""

    words: Words
    orders: tuple[int, ...]

    @property
    def fingerprint(self) -> list[Any]:
        return [self.words.kind, self.words.mark, list(self.orders)]


class AgreedInput(forms.CheckboxInput):
    """A box that sends the mark of the words beside it."""

    def __init__(self, mark: str) -> None:
        super().__init__(check_test=lambda value: value == mark)
        self.mark = mark

    def format_value(self, value: Any) -> str:
        return self.mark

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return data.get(name, "")


class AgreedField(forms.CharField):
    """The box with its words. `declaration_text` is what `forms/field.html` draws above it."""

    def __init__(self, words: Words) -> None:
        super().__init__(label=words.title, required=False, max_length=100, widget=AgreedInput(words.mark))
        self.declaration_text = words.body


class Promising(forms.Form):
    """A form with promises: for each kind the papers that may be promised, and the box below its words."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words: dict[str, Words] = {}

    def add_promise(self, words: Words, label: Any, said: Any, choices: list[tuple[str, str]]) -> None:
        """Offer to promise these papers, by their numbers, in those words."""
        self.words[words.kind] = words
        self.fields[words.kind] = forms.MultipleChoiceField(
            label=label, help_text=said, choices=choices, required=False, widget=Checks
        )
        self.fields[words.kind + AGREED] = AgreedField(words)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for kind, words in self.words.items():
            agreed = cleaned.get(kind + AGREED, "")
            if not cleaned.get(kind) or agreed == words.mark:
                continue
            self.add_error(
                kind + AGREED,
                _("承诺书的文字刚有更新，请看过以后重新勾选。")
                if agreed
                else _("请阅读承诺书，同意的请勾选；不承诺的，请取消上面勾选的材料。"),
            )
        return cleaned

    def vows(self) -> tuple[Vow, ...]:
        """The promises of a checked form."""
        return vows_of(self.words, self.cleaned_data)


def vows_of(words: dict[str, Words], cleaned: dict[str, Any]) -> tuple[Vow, ...]:
    """What was promised, of a form's checked values."""
    made = ((one, cleaned.get(kind) or []) for kind, one in words.items())
    return tuple(Vow(one, tuple(sorted(map(int, orders)))) for one, orders in made if orders)


class PromiseForm(Promising):
    """Nothing where the item knows neither 容缺受理 nor 告知承诺, or no paper of it may be promised.

    `given`: the numbers of papers that come from elsewhere, so that nobody has to promise them.
    """

    def __init__(self, *args: Any, personal: Checklist, given: Container[int] = (), **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)
        item = personal.page
        asked = [one for one in personal.all_materials if one.kept and one.order not in given]
        rows = [one for one in asked if one.row.source != MaterialSource.DATA]
        if item.deferrable:
            later = [one for one in rows if one.row.necessity == Necessity.DEFERRABLE]
            said = _("现在交不了、保证以后补交的，在这里勾选，可以先受理。已经上传的不用勾。")
            self._add(LATER, _("暂时交不了的材料（容缺受理）"), said, later, item)
        if item.promise_instead:
            instead = [one for one in rows if one.row.promisable]
            said = _("愿意用书面承诺代替、不交这份证明的，在这里勾选。承诺会在办结后核查。")
            self._add(INSTEAD, _("用书面承诺代替的材料（告知承诺）"), said, instead, item)

    def _add(self, kind: str, label: Any, said: Any, rows: list[Judged], item: Any) -> None:
        if rows:
            self.add_promise(words_for(kind, item), label, said, [(str(one.order), one.row.name) for one in rows])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if both := set(cleaned.get(LATER) or ()) & set(cleaned.get(INSTEAD) or ()):
            names = dict(self.fields[INSTEAD].choices)  # type: ignore[attr-defined]
            said = {"names": "、".join(str(names[order]) for order in sorted(both))}
            self.add_error(INSTEAD, _t("%(names)s：以后补交和用承诺代替只能选一样。") % said)
        return cleaned

    @property
    def is_begun(self) -> bool:
        """Whether a paper is ticked."""
        return self.is_bound and any(self.data.get(kind) for kind in self.words)

    def described(self) -> list[dict[str, Any]]:
        """What may be promised, for a program: the words, their mark, and the numbers of the papers."""
        return [
            {
                "kind": kind,
                "title": words.title,
                "text": words.body,
                "mark": words.mark,
                "materials": [int(order) for order, _name in self.fields[kind].choices],  # type: ignore[attr-defined]
            }
            for kind, words in self.words.items()
        ]
