"""Signing in to the admin, not more often than a person would try."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.auth import LoginForm
from wagtail.admin.views.account import LoginView as WagtailLoginView

from . import ratelimit
from .errors import Refused

WINDOW = timedelta(minutes=10)
TRIES_OF_ONE_NAME = 10
"""Tries for one user name from one address within the window: beyond that nobody is remembering a password."""
TRIES_OF_ONE_ADDRESS = 200
"""Tries from one address within the window; a whole bureau may sit behind one."""


class SignInForm(LoginForm):
    """Wagtail's form, whose password field has no label that could be translated."""

    password = forms.CharField(
        label=_("密码"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


class LoginView(WagtailLoginView):
    """Wagtail's sign-in, with tries counted by address and by address and name. Too many: 429, and nothing is checked."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Sign in, or say how long to wait."""
        client = ratelimit.client_key(request)
        name = request.POST.get("username", "").strip().lower()[:150]
        try:
            ratelimit.check("sign-in-address", client, TRIES_OF_ONE_ADDRESS, WINDOW)
            ratelimit.check("sign-in-name", f"{client} {name}", TRIES_OF_ONE_NAME, WINDOW)
        except Refused as refused:
            return self.refuse(refused)
        return super().post(request, *args, **kwargs)

    def refuse(self, refused: Refused) -> HttpResponse:
        """The sign-in page with the reason, status 429."""
        messages.error(self.request, str(refused.message))
        form = self.get_form_class()(self.request, initial={"username": self.request.POST.get("username", "")})
        response = self.render_to_response(self.get_context_data(form=form), status=refused.status)
        return ratelimit.say_when(response, refused)
