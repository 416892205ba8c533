"""What people wait for: a guide, the search, a form and its post, the inbox."""

import itertools
import uuid

from django.urls import reverse

from tests.bench.registry import measure

_addresses = itertools.count(1)


def _guide():
    from items.models import ItemPage

    return ItemPage.objects.live().filter(apply_online=True).order_by("form_id", "pk").first()


def _clerk():
    from accounts.models import User

    return User.objects.filter(is_active=True, groups__name="role:clerk").order_by("pk").first()


@measure("item page")
def item_page(client):
    url = _guide().public_path()
    return lambda: client.get(url)


@measure("search page")
def search_page(client):
    return lambda: client.get("/search/", {"q": "开饭店要什么证"})


@measure("form page")
def form_page(client):
    url = reverse("apply", args=[_guide().address])
    return lambda: client.get(url)


@measure("form post (a question)")
def form_post(client):
    url, item = reverse("ask"), _guide().address

    def send():
        sender = f"10.{next(_addresses) // 250 % 250}.0.{next(_addresses) % 250 + 1}"
        body = {"key": str(uuid.uuid4()), "item": item, "question": "要多久能办好?", "phone": "13812345678"}
        return client.post(url, body, REMOTE_ADDR=sender)

    return send


@measure("inbox")
def inbox(client):
    client.force_login(_clerk())
    url = reverse("cases:index")
    return lambda: client.get(url)
