"""The hall's one API, with OpenAPI and a page to try it. Errors are problem details (RFC 9457) in the caller's language."""

import logging
from collections.abc import Callable, Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI, Swagger
from ninja.errors import HttpError, ValidationError

from accounts import ratelimit
from accounts.errors import Refused
from guidance.applications.api import router as applications
from guidance.applications.api_joint import router as joint
from guidance.applications.api_sparing import router as sparing
from guidance.appointments.api import router as appointments
from guidance.cases.api import router as cases
from guidance.consultations.api import router as consultations
from items.api import router as items

logger = logging.getLogger(__name__)
PROBLEM = "application/problem+json"

api = NinjaAPI(
    title="网上审批大厅 API",
    version="1",
    description="The same verbs, checks, limits and errors as the pages. No account: a case is opened by its number "
    "and its query code. Errors are RFC 9457 problem details; `Accept-Language` chooses their language.",
    docs=Swagger(settings={"persistAuthorization": True}),
    urls_namespace="api",
)
for router in (items, applications, sparing, joint, appointments, consultations, cases):
    api.add_router("", router)


def problem(status: int, title: str, code: str, **more: Any) -> HttpResponse:
    """A problem document. `type` is a stable name, `errors` say where."""
    body = {"type": f"urn:hall:problem:{code}", "title": title, "status": status, "code": code, **more}
    response = JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    response["Content-Type"] = PROBLEM
    return response


@api.exception_handler(Refused)
def refused(request: HttpRequest, refusal: Any) -> HttpResponse:
    """A verb said no."""
    errors = [
        {"pointer": json_pointer(name.split(".")), "detail": str(text)}
        for name, texts in refusal.fields.items()
        for text in texts
    ]
    more: dict[str, Any] = {"errors": errors} if errors else {}
    response = problem(refusal.status, str(refusal.message), refusal.code, **more, **refusal.extra)
    return ratelimit.say_when(response, refusal)


@api.exception_handler(ValidationError)
def malformed(request: HttpRequest, error: Any) -> HttpResponse:
    """The request does not have the shape that the OpenAPI document asks for."""
    errors = [{"pointer": _pointer(row["loc"]), "detail": _said(row)} for row in error.errors]
    return problem(422, _("请求的格式不对，请对照接口文档。"), "malformed", errors=errors)


PLACES = {"body", "query", "path", "header", "form", "file"}


def _pointer(where: Any) -> str:
    """The name of what is wrong, without the framework's own steps on the way to it."""
    parts = [str(part) for part in where]
    while len(parts) > 1 and parts[0] in PLACES:
        parts = parts[1:]
    return json_pointer(parts)


def json_pointer(parts: Iterable[str]) -> str:
    """A place in what was sent, as RFC 6901 writes it: /answers/g1/0/f2."""
    return "".join(f"/{part.replace('~', '~0').replace('/', '~1')}" for part in parts)


def _said(row: dict[str, Any]) -> str:
    """A fault of shape in the caller's language; what has no words of ours is said by its kind."""
    kind, limits = str(row["type"]), row.get("ctx") or {}
    words = {
        "missing": _("没有填写。"),
        "string_type": _("应是文字。"),
        "int_parsing": _("应是整数。"),
        "int_type": _("应是整数。"),
        "bool_parsing": _("应是 true 或 false。"),
        "bool_type": _("应是 true 或 false。"),
        "list_type": _("应是列表。"),
        "dict_type": _("应是对象。"),
        "string_too_long": _("最多 %(n)s 个字。") % {"n": limits.get("max_length")},
        "string_too_short": _("至少 %(n)s 个字。") % {"n": limits.get("min_length")},
        "greater_than_equal": _("不能小于 %(n)s。") % {"n": limits.get("ge")},
        "less_than_equal": _("不能大于 %(n)s。") % {"n": limits.get("le")},
        "literal_error": _("不在可选的值里：%(n)s。") % {"n": limits.get("expected")},
    }
    return words.get(kind) or _("格式不对（%(kind)s）。") % {"kind": kind}


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Exception) -> HttpResponse:
    """No such thing, or not to be seen by the caller: the same answer."""
    return problem(404, _("没有找到。"), "not-found")


@csrf_exempt
def no_such_call(request: HttpRequest, rest: str) -> HttpResponse:
    """An address under the API that is none of it."""
    return problem(404, _("没有这个接口。请对照接口文档。"), "not-found")


@api.exception_handler(HttpError)
def http_error(request: HttpRequest, error: Any) -> HttpResponse:
    """An error of the framework's own: a body that is no JSON."""
    title = _("请求的内容读不懂，应为 JSON。") if error.status_code == 400 else str(error)
    return problem(error.status_code, title, "http-error")


def method_problems(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: an address of the API called in a way that it has not is told as a problem too."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 405 or not request.path.startswith("/api/"):
            return response
        told = problem(405, _("这个地址不能这样调用。请对照接口文档。"), "method-not-allowed")
        told["Allow"] = response.get("Allow", "")
        return told

    return answer


@api.exception_handler(Exception)
def broken(request: HttpRequest, error: Exception) -> HttpResponse:
    """A fault of the hall: logged, and told without its insides."""
    logger.exception("API fault at %s", request.path)
    return problem(500, _("系统出错，已记录。请稍后再试。"), "fault")
