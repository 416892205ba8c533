"""One id for each request, on the response and on every history row that it writes."""

import uuid
from collections.abc import Callable

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
