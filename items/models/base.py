"""What the pages of the hall share: an address that stays."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from wagtail.models import Page


class HallPage(Page):
    """A page with a public address of its own (`public_path`), whatever its place in the tree.

    What it says is public by law (行政许可法 article 30), so there are no restrictions on viewing it.
    """

    show_in_menus_default = False
    private_page_options: ClassVar[list[str]] = []
    promote_panels: ClassVar[list[Any]] = []

    class Meta:
        abstract = True

    def public_path(self) -> str:
        """The path of the public address, from the root of the site."""
        raise NotImplementedError

    def get_url_parts(self, request: HttpRequest | None = None) -> Any:
        """Wagtail's way to a page's URL: the tree's, with our path in place of the tree's path."""
        parts = super().get_url_parts(request)
        return parts if parts is None else (parts[0], parts[1], self.public_path())

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer at the public address; from the tree's address, send there."""
        path = self.public_path()
        if not getattr(request, "is_preview", False) and request.path != path:
            return redirect(path, permanent=False)
        context = self.get_context(request, *args, **kwargs)
        return TemplateResponse(request, self.get_template(request, *args, **kwargs), context)
