"""Registers the admin screens of forms."""

from wagtail import hooks

from .choice_list_admin import choice_list_viewset
from .viewsets import form_chooser_viewset, form_viewset


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[object]:
    """The form screens and the chooser."""
    return [form_viewset, form_chooser_viewset, choice_list_viewset]
