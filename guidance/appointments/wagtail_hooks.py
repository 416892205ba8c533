"""What appointments put into the Wagtail admin: registration only."""

from wagtail import hooks

from .viewsets import appointments_viewset, window_viewset

hooks.register("register_admin_viewset", lambda: appointments_viewset)
hooks.register("register_admin_viewset", lambda: window_viewset)
