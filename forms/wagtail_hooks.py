"""Registers the admin screens of forms."""

from wagtail import hooks

from .viewsets import form_chooser_viewset, form_viewset


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[object]:
    """The form screens and the chooser."""
    return [form_viewset, form_chooser_viewset]
