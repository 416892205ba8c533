"""What people send: a built form, filled in, each time as somebody else and as a new case."""

import itertools
import re
import uuid
from urllib.parse import urlencode

from tests.bench import city
from tests.bench.registry import Ask, Unmeasurable, measure

HIDDEN = r'name="{name}" value="([^"]+)"'


@measure("form post")
def form_post(hall, client):
    """The page gives what a browser would send back; the answers are new for each post."""
    page = client.get(hall.form_path)
    hidden = {name: _value(page.text, name) for name in ("csrfmiddlewaretoken", "form_version")}
    numbers = itertools.count(1)

    def body():
        n = next(numbers)
        return urlencode({**hidden, "key": str(uuid.uuid4()), **city.answers(n)}, doseq=True).encode()

    def headers():
        n = next(senders)
        return {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": page.cookie("csrftoken"),
            "X-Forwarded-For": f"10.{n // 65536 % 256}.{n // 256 % 256}.{n % 256}",
        }

    senders = itertools.count(1)
    return Ask(hall.form_path, "/receipt", body, headers, status=302, fresh=True)


def _value(text, name):
    found = re.search(HIDDEN.format(name=name), text)
    if not found:
        raise Unmeasurable(f"the form page has no field {name}")
    return found[1]
