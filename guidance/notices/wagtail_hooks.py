"""What notices put into the Wagtail admin: registration only."""

from wagtail import hooks

from .viewsets import NoticeViewSet

hooks.register("register_admin_viewset", NoticeViewSet)
