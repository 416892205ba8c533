"""One id for each request, on the response and on every history row that it writes; and no NUL in any address."""

import uuid
from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

from accounts import request_id


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
    """Answer 400 to an address that holds the character NUL: no text does, and PostgreSQL refuses it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or any("\0" in value for values in request.GET.lists() for value in values[1]):
            raise BadRequest
        return self.get_response(request)
