"""Which answer a citizen opened: a browser says so beside following the plain link (the attribute `ping`)."""

import logging

from django.core import signing
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from search import querylog, service

log = logging.getLogger(__name__)
_signer = signing.Signer(salt="items.clicks")


def address(answer: service.Answer, request: HttpRequest) -> str:
    """Keep the query, and tell where to say that one of its hits was opened; "" where nothing is kept.

    The number is signed: nobody can say what others opened. A search never fails for its log.
    """
    try:
        with transaction.atomic():
            number = querylog.log(answer, request)
    except DatabaseError:
        log.exception("The query was not logged")
        return ""
    return f"{reverse('search_opened')}?{urlencode({'search': _signer.sign(str(number))})}" if number else ""


@csrf_exempt
@require_POST
def opened(request: HttpRequest) -> HttpResponse:
    """Keep what was opened; of what is not signed by this hall, nothing. Nothing personal comes with it or is kept."""
    try:
        number = int(_signer.unsign(request.GET.get("search", "")))
    except (signing.BadSignature, ValueError):
        return HttpResponse(status=400)
    kind, _, key = request.GET.get("opened", "").partition(":")
    if kind and key:
        querylog.log_click(number, kind, key)
    return HttpResponse(status=204)
