"""Plain widgets drawn without a template for each: what the rows of a guide in its editor mostly consist of.

`tests/items/test_quick_rows.py` holds the HTML to that of Django's templates.
"""

from collections.abc import Callable
from typing import Any

from django.forms.renderers import BaseRenderer, get_default_renderer
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

WIDGETS = "django/forms/widgets/"


class QuickRenderer(BaseRenderer):
    """Draws inputs, text areas and plain selects; leaves everything else to the project's renderer."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> SafeString:
        """The HTML of a widget."""
        draw = DRAWN.get(template_name)
        if draw:
            return draw(context["widget"])
        return mark_safe(get_default_renderer().render(template_name, context, request))  # noqa: S308 - a template's


def _attrs(attrs: dict[str, Any]) -> SafeString:
    said = {name: value for name, value in attrs.items() if value is not False}
    return format_html_join(
        "",
        "{}",
        ((format_html(" {}", n) if v is True else format_html(' {}="{}"', n, str(v)),) for n, v in said.items()),
    )


def _input(widget: dict[str, Any]) -> SafeString:
    value = widget["value"]
    shown = "" if value is None else format_html(' value="{}"', str(value))
    return format_html(
        '<input type="{}" name="{}"{}{}>\n', widget["type"], widget["name"], shown, _attrs(widget["attrs"])
    )


def _textarea(widget: dict[str, Any]) -> SafeString:
    return format_html(
        '<textarea name="{}"{}>\n{}</textarea>\n', widget["name"], _attrs(widget["attrs"]), widget["value"] or ""
    )


def _select(widget: dict[str, Any]) -> SafeString:
    groups = format_html_join("", "{}", ((_group(name, options),) for name, options, _index in widget["optgroups"]))
    return format_html('<select name="{}"{}>{}\n</select>\n', widget["name"], _attrs(widget["attrs"]), groups)


def _group(name: str | None, options: list[dict[str, Any]]) -> SafeString:
    inside = format_html_join("", "\n  {}", ((_option(option),) for option in options))
    return format_html('\n  <optgroup label="{}">{}\n  </optgroup>', name, inside) if name else inside


def _option(option: dict[str, Any]) -> SafeString:
    label = conditional_escape(option["label"])
    return format_html('<option value="{}"{}>{}</option>\n', str(option["value"]), _attrs(option["attrs"]), label)


DRAWN: dict[str, Callable[[dict[str, Any]], SafeString]] = {
    **dict.fromkeys((f"{WIDGETS}{kind}.html" for kind in ("input", "text", "number", "hidden", "checkbox")), _input),
    f"{WIDGETS}textarea.html": _textarea,
    f"{WIDGETS}select.html": _select,
}
