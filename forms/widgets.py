"""Inputs of our own: choices as the stylesheet draws them, and files that are not chosen twice."""

from typing import Any, cast

from django.forms import CheckboxSelectMultiple, FileInput, RadioSelect


class Radios(RadioSelect):
    """Radio buttons; the classes of the stylesheet. Usable in any Django form."""

    template_name = "forms/widgets/choices.html"
    option_template_name = "forms/widgets/choice.html"

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = ()) -> None:
        super().__init__({"class": "choices", **(attrs or {})}, choices)


class Checks(CheckboxSelectMultiple):
    """Check boxes for several choices."""

    template_name = "forms/widgets/choices.html"
    option_template_name = "forms/widgets/choice.html"

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = ()) -> None:
        super().__init__({"class": "choices", **(attrs or {})}, choices)


class UploadsInput(FileInput):
    """A file input that keeps what was uploaded before: after an error nothing has to be chosen again."""

    template_name = "forms/widgets/uploads.html"
    needs_multipart_form = True
    allow_multiple_selected = True

    def __init__(self, attrs: dict[str, Any] | None = None, *, many: bool = False) -> None:
        self.many = many
        self.held: list[Any] = []
        self.origin = ""
        """Where what is held was uploaded before, if not here."""
        super().__init__({**(attrs or {}), "multiple": many})

    def __deepcopy__(self, memo: dict[int, Any]) -> "UploadsInput":
        copied = super().__deepcopy__(memo)
        copied.held, copied.origin = [], ""
        return copied

    def format_value(self, value: Any) -> None:
        """A file input never shows a value."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["held"] = self.held
        context["widget"]["many"] = self.many
        context["widget"]["origin"] = self.origin
        return context


class SignatureInput(UploadsInput):
    """A box for a name; with JavaScript, a place to draw below it. A drawing taken in before is kept."""

    template_name = "forms/widgets/signature.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        self.typed = ""
        super().__init__({"class": "input", "autocomplete": "off", **(attrs or {})})

    def __deepcopy__(self, memo: dict[int, Any]) -> "SignatureInput":
        copied = cast("SignatureInput", super().__deepcopy__(memo))
        copied.typed = ""
        return copied

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"type": "text", "value": self.typed}
        context["widget"]["attrs"].pop("multiple", None)
        return context
