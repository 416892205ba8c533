"""A column that holds several of a fixed set of words, and can be filtered."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class WordsField(forms.MultipleChoiceField):
    """Checkboxes for a ChoiceSetField; values come back as a tuple."""

    widget = forms.CheckboxSelectMultiple

    def to_python(self, value: Any) -> Any:
        """The chosen words, in the order of the choices."""
        chosen = set(super().to_python(list(value) if value else []))
        choices: Any = self.choices
        known = [key for key, _label in choices]
        return tuple(sorted(chosen, key=lambda key: known.index(key) if key in known else len(known)))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare as sets: the order of the boxes means nothing."""
        return set(initial or ()) != set(data or ())


class ChoiceSetField(models.CharField):
    """Several of `choices`, stored as ",a,b,": filter with `field__contains=",a,"`. In Python a tuple of values."""

    default_error_messages = {"unknown": _("“%(value)s”不在可选范围内。")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 120)
        kwargs.setdefault("default", tuple)
        kwargs["blank"] = True
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, *args: Any) -> tuple[str, ...]:
        """From the column."""
        return self.to_python(value)

    def to_python(self, value: Any) -> tuple[str, ...]:
        """From the column's text, a list, or nothing."""
        words = value.split(",") if isinstance(value, str) else (value or ())
        return tuple(str(word) for word in words if word)

    def get_prep_value(self, value: Any) -> str:
        """To the column; text (as in a lookup) is passed on."""
        if isinstance(value, str):
            return value
        return f",{','.join(value)}," if value else ""

    def value_to_string(self, obj: models.Model) -> str:
        """For revisions and fixtures."""
        return self.get_prep_value(self.value_from_object(obj))

    def validate(self, value: Iterable[str], model_instance: Any) -> None:
        """Every word is one of the choices."""
        choices: Any = self.choices or ()
        known = {key for key, _label in choices}
        for word in value:
            if word not in known:
                raise ValidationError(self.error_messages["unknown"], code="unknown", params={"value": word})

    def run_validators(self, value: Any) -> None:
        """The length is that of the stored text."""
        super().run_validators(self.get_prep_value(value))

    def formfield(self, **kwargs: Any) -> Any:
        """Checkboxes."""
        options: dict[str, Any] = {
            "label": self.verbose_name,
            "help_text": self.help_text,
            "required": False,
            "choices": self.choices,
        }
        options.update({key: kwargs[key] for key in ("label", "help_text", "widget", "initial") if key in kwargs})
        if isinstance(options.get("widget"), type) and not issubclass(options["widget"], forms.CheckboxSelectMultiple):
            options.pop("widget")
        return WordsField(**options)

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False) -> None:
        """`get_FOO_display` reads as the words' labels, joined."""
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, f"get_{name}_display", lambda obj: "、".join(self.labels(getattr(obj, name))))

    def labels(self, value: Iterable[str]) -> list[str]:
        """What people read for each of the values."""
        labels = dict(self.flatchoices)
        return [str(labels.get(word, word)) for word in value]
