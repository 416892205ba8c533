"""One id for each request, on the response and on every history row that it writes; and no NUL in any address."""

import uuid
from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

from accounts import request_id

NUL = "\0"


class RequestIdMiddleware:
    """Give each request an id; answer it as X-Request-ID, so that a report can be traced to its history rows."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with request_id.use(uuid.uuid4()):
            response = self.get_response(request)
            response["X-Request-ID"] = str(request_id.current())
            return response


class NoNulMiddleware:
    """Keep the character NUL out: no text holds it, and PostgreSQL refuses it. Dropped from a query, 400 in a path."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if NUL in request.path:
            raise BadRequest
        if "%00" in request.META.get("QUERY_STRING", ""):
            cleaned = request.GET.copy()
            for name, values in request.GET.lists():
                cleaned.setlist(name, [value.replace(NUL, "") for value in values])
            request.GET = cleaned  # type: ignore[assignment]
        return self.get_response(request)
