"""The rows of a guide in its editor, drawn without a template for each field.

Wagtail renders some seventeen templates for a field of a row. A guide of 40 materials and 12 steps has 800 fields, and
the editor, which is drawn again after every save, took three seconds. Here the same HTML is put together in one piece;
`tests/items/test_quick_rows.py` holds it to what Wagtail itself draws, so that an upgrade that changes it is noticed.
"""

from functools import cache, cached_property
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.templatetags.wagtailadmin_tags import fieldtype, icon, widgettype

from .quick_widgets import QuickRenderer

CHILD = "wagtailadmin/panels/multi_field_panel_child.html"
WRAPPER = '<div class="w-panel__wrapper {classes}"{attrs}>{label}{body}</div>'
LABEL = '<label class="w-field__label" for="{at}" id="{at}-label">{text}{star}</label>'
STAR = mark_safe('<span class="w-required-mark">*</span>')
FIELD = (
    '<div class="w-field__wrapper " id="{wrapper}" data-field-wrapper><div class="w-field w-field--{field} '
    'w-field--{widget}{commentable}" data-field data-contentpath="{name}"><div class="w-field__errors" '
    'data-field-errors id="{errors}"></div><div class="w-field__help" id="{help_id}" data-field-help>{help}</div>'
    '<div class="w-field__input" data-field-input>{input}{comment}</div></div></div>'
)
HELP = '<div class="help">{}</div>'
COMMENT = (
    '<button class="w-field__comment-button w-field__comment-button--add" type="button" '
    'data-component="add-comment-button" data-comment-add aria-label="{}" {}>{}{}</button>'
)


class QuickGroup(MultiFieldPanel):
    """The panels of a row."""

    class BoundPanel(MultiFieldPanel.BoundPanel):
        """With its request's data."""

        def render_html(self, parent_context: Any = None) -> SafeString:
            """All of it."""
            self.form.renderer = QuickRenderer()
            return _all(self.visible_children)


class QuickRowsPanel(InlinePanel):
    """An InlinePanel whose rows are drawn so."""

    @cached_property
    def child_edit_handler(self) -> Any:
        """As Wagtail's, but for the class."""
        group = QuickGroup(self.panel_definitions, heading=self.heading)
        return group.bind_to_model(self.db_field.related_model)


def _all(children: Any) -> SafeString:
    return format_html_join("", "{}", ((_child(child),) for child in children))


def _child(bound: Any) -> SafeString:
    """One panel of a row. What is not simply a field to be filled in, or has errors, Wagtail draws."""
    kind = type(bound.panel)
    if kind is FieldRowPanel and not bound.heading and not bound.help_text:
        body = format_html('<div class="w-field-row  ">{}</div>', _all(bound.visible_children))
        return _wrapped(bound, "", body)
    if kind is not FieldPanel or bound.read_only or bound.bound_field.errors or not bound.heading:
        return mark_safe(render_to_string(CHILD, {"child": bound}))  # noqa: S308 - rendered by templates
    star = STAR if bound.is_required() else ""
    return _wrapped(bound, format_html(LABEL, at=bound.id_for_label(), text=bound.heading, star=star), _field(bound))


def _wrapped(bound: Any, label: str, body: SafeString) -> SafeString:
    classes = " ".join(bound.classes())
    attrs = format_html_join("", ' {}="{}"', bound.attrs.items())
    return format_html(WRAPPER, classes=classes, attrs=attrs, label=label, body=body)


def _field(bound: Any) -> SafeString:
    said = bound.get_editable_context_data()
    field, at = said["field"], said["field"].id_for_label
    commented = said["show_add_comment_button"]
    return format_html(
        FIELD,
        wrapper=said["wrapper_id"],
        field=fieldtype(field),
        widget=widgettype(field),
        commentable=" w-field--commentable" if commented else "",
        name=field.name,
        errors=said["error_message_id"],
        help_id=said["help_text_id"],
        help=format_html(HELP, said["help_text"]) if said["help_text"] else "",
        input=conditional_escape(said["rendered_field"]),
        comment=_comment(at) if commented else "",
    )


def _comment(at: str) -> SafeString:
    words, plus, reversed_plus = _comment_parts(get_language() or "")
    described = format_html('aria-describedby="{}-label"', at) if at else ""
    return format_html(COMMENT, words, described, plus, reversed_plus)


@cache
def _comment_parts(language: str) -> tuple[str, SafeString, SafeString]:
    """The words of the comment button in a language, and its two icons."""
    from django.utils.translation import gettext

    template = "wagtailadmin/shared/icon.html"
    icons = [render_to_string(template, icon(name)).strip() for name in ("comment-add", "comment-add-reversed")]
    return gettext("Add comment"), mark_safe(icons[0]), mark_safe(icons[1])  # noqa: S308 - Wagtail's own icons
