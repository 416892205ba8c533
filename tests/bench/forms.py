"""Forms side by side with `wagtail.contrib.forms`, the same questions in both; and what a definition of 300 fields costs.

Both are asked without a server and without middleware: from the request to the last byte of the page, with what they
read, and for a post what they keep. The two take turns within one run, so that a slow moment falls on both. Ratios are
of the processor's time, which other work on the machine moves least; the clock's ratio stands beside it. The large
definition is timed alike. A post is encoded as browsers encode a form without files; as multipart, which Django takes
longer to read for both than to check, it is told beside it, and so is the reading alone.
"""

import gc
import statistics
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode

from tests.bench.figures import Report, p95, set_up
from tests.bench.server import free_port

COUNTS = (12, 100)
ROUNDS, WARM_UP = 100, 10
GOAL = 0.5
"""Ours to theirs at p95 with 100 fields."""
FIELDS, SAVE_MS, CHECK_MS, TIMES = 300, 2_000.0, 300.0, 12
CHOICES = [{"value": f"c{n}", "label": f"第{n}种"} for n in range(1, 4)]
KINDS = [
    ({"type": "text"}, "singleline", "郑州市金水区"),
    ({"type": "long_text"}, "multiline", "第一行\n第二行"),
    ({"type": "email", "purpose": "用于通知办理进度"}, "email", "zhang@example.com"),
    ({"type": "number"}, "number", "12.5"),
    ({"type": "date"}, "date", "2026-03-01"),
    ({"type": "single_choice", "choices": CHOICES}, "radio", 1),
    ({"type": "drop_down", "choices": CHOICES}, "dropdown", 2),
    ({"type": "multiple_choice", "choices": CHOICES}, "checkboxes", 1),
]
"""Our field, theirs, and an answer; a number stands for the choice of that position."""


def kinds(count):
    """(number, ours, theirs, answer) of each field."""
    return [(number, *KINDS[number % len(KINDS)]) for number in range(count)]


class Theirs:
    """A form page, and requests to it."""

    def __init__(self, count):
        from wagtail.models import Page

        from tests.bench.contrib_forms.models import FormField, FormPage

        words = ",".join(row["label"] for row in CHOICES)
        self.page = Page.get_first_root_node().add_child(instance=FormPage(title=f"{count} 项", slug=f"bench-{count}"))
        for number, ours, kind, _answer in kinds(count):
            choices = words if "choices" in ours else ""
            FormField.objects.create(
                page=self.page,
                sort_order=number,
                label=f"问题{number}",
                field_type=kind,
                required=True,
                choices=choices,
            )
        names = FormField.objects.filter(page=self.page).order_by("sort_order").values_list("clean_name", flat=True)
        pairs = zip(names, kinds(count), strict=True)
        self.data = {name: answer if isinstance(answer, str) else f"第{answer}种" for name, (*_rest, answer) in pairs}

    def respond(self, request):
        """The page as Wagtail serves it: read from the database, with its fields."""
        response = type(self.page).objects.get(pk=self.page.pk).serve(request)
        return response.render()


class Ours:
    """A published form, and requests to it."""

    def __init__(self, count, keeper):
        from accounts.models import Bureau
        from forms import service

        bureau = Bureau.objects.first() or Bureau.objects.create(name="局", slug="bench")
        blocks = [
            {**ours, "key": f"f{number}", "label": f"问题{number}", "required": True}
            for number, ours, _theirs, _answer in kinds(count)
        ]
        self.form = service.create_from_definition(f"{count} 项", f"bench-{count}", bureau, [{"blocks": blocks}], None)
        self.keeper = keeper
        self.data = {
            f"answers-f{number}": answer if isinstance(answer, str) else f"c{answer}"
            for number, _ours, _theirs, answer in kinds(count)
        }

    def respond(self, request):
        """The form as a page of the hall draws it, in the shell of theirs; a post kept in the table of theirs."""
        from django.template.response import TemplateResponse
        from wagtail.contrib.forms.models import FormSubmission

        from forms import service
        from forms.models import Form

        form = Form.objects.defer("body").get(pk=self.form.pk)  # as pages of citizens read it
        version = service.latest(form)
        asked = service.django_form(version, *((request.POST, request.FILES) if request.method == "POST" else ()))
        if request.method == "POST" and asked.is_valid():
            FormSubmission.objects.create(form_data=asked.answers(), page=self.keeper)
            return TemplateResponse(request, "contrib_forms/landing.html", {"page": form}).render()
        return TemplateResponse(request, "contrib_forms/ours.html", {"page": form, "form": asked}).render()


def asker(side, method):
    """A function that sends one request: milliseconds of the processor and by the clock. A wrong answer ends the run."""
    from django.contrib.auth.models import AnonymousUser
    from django.test import RequestFactory

    factory, wanted = RequestFactory(), "问题0" if method == "get" else "已收到"
    plain = {"data": urlencode(side.data), "content_type": "application/x-www-form-urlencoded"}
    post = {"post": plain, "multipart post": {"data": side.data}}

    def ask():
        request = factory.get("/") if method == "get" else factory.post("/", **post[method])
        request.user = AnonymousUser()
        started, worked = time.perf_counter(), time.process_time()
        response = side.respond(request)
        took = (time.process_time() - worked) * 1000, (time.perf_counter() - started) * 1000
        if wanted not in response.content.decode():
            raise SystemExit(f"wrong answer of {type(side).__name__} to {method}")
        return took

    return ask


def reader(side):
    """A function that has Django read one multipart post, which is the same work for both sides, and does nothing else."""
    from django.test import RequestFactory

    factory = RequestFactory()

    def ask():
        request = factory.post("/", data=side.data)
        return timed(lambda: request.POST), 0.0

    return ask


def compare(report, count):
    """p95 of both, and the ratio."""
    theirs = Theirs(count)
    ours = Ours(count, theirs.page)
    for method in ("get", "post", "multipart post"):
        asks = {"ours": asker(ours, method), "theirs": asker(theirs, method)}
        if method == "multipart post":
            asks |= {"ours, reading alone": reader(ours), "theirs, reading alone": reader(theirs)}
        times = {name: [] for name in asks}
        for turn in range(-WARM_UP, ROUNDS):
            for name, ask in asks.items():
                took = ask()
                if turn >= 0:
                    times[name].append(took)
        what = f"{method.upper()} of {count} fields"
        work, clock = ({name: p95([one[which] for one in taken]) for name, taken in times.items()} for which in (0, 1))
        for name, taken in work.items():
            report.tell(f"{what}, {name}: p95", taken, " ms")
        goal = GOAL if count == max(COUNTS) and method in ("get", "post") else None
        report.tell(f"{what}: ours to theirs at p95", work["ours"] / work["theirs"], "×", goal)
        report.tell(f"{what}: ours to theirs at p95, by the clock", clock["ours"] / clock["theirs"], "×")
        if method == "multipart post":
            report.tell(f"{what}: ours to theirs, without reading, at the median", without_reading(times), "×")


def without_reading(times):
    """The ratio of what is left when the reading, which is Django's in both, is taken off."""
    middle = {name: statistics.median(work for work, _clock in taken) for name, taken in times.items()}
    ours, theirs = (middle[name] - middle[f"{name}, reading alone"] for name in ("ours", "theirs"))
    return ours / theirs


def large(report):
    """A definition of 300 fields with conditions, saved and checked."""
    from accounts.models import Bureau
    from forms import definition, service
    from forms.models import Form

    blocks = []
    for number, ours, _theirs, _answer in kinds(FIELDS):
        block = {**ours, "key": f"f{number}", "label": f"问题{number}", "required": number % 3 == 0}
        if number % 4 == 3:
            field = {"field": f"f{number - number % 8 - 3}", "type": "text"}
            block["show"] = {"op": "eq", "args": [field, {"text": "c1"}]} if number > 8 else None
        blocks.append(block)
    steps = [{"title": f"事项{n}", "blocks": blocks[n * 15 : n * 15 + 15]} for n in range(FIELDS // 15)]
    body = Form._meta.get_field("body")
    form = Form(title="三百项", code="bench-300", bureau=Bureau.objects.first())
    saving, checking = [], []
    for turn in range(TIMES):
        form.intro = f"第 {turn} 次"
        form.body = body.to_python(definition.to_body(steps))
        saving.append(timed(form.save))
        fresh = Form.objects.get(pk=form.pk)
        checking.append(timed(lambda: service.problems(fresh)))  # noqa: B023
    found = service.problems(form)
    if found:
        raise SystemExit(f"a good form raised an alarm: {found[0]}")
    report.tell(f"{FIELDS} fields saved, with history: median", statistics.median(saving), " ms", SAVE_MS)
    report.tell(
        f"{FIELDS} fields checked, read from the database: median", statistics.median(checking), " ms", CHECK_MS
    )


def timed(act):
    """Milliseconds of the processor."""
    started = time.process_time()
    act()
    return (time.process_time() - started) * 1000


def main():
    """A hall, both kinds of forms, the figures; 1 if one is out of bounds."""
    with tempfile.TemporaryDirectory(prefix="hall-bench-") as folder:
        set_up(Path(folder), free_port(), settings="tests.bench.forms_settings")
        from django.core.management import call_command

        call_command("migrate", interactive=False, verbosity=0)
        gc.freeze()
        report = Report()
        for count in COUNTS:
            compare(report, count)
        large(report)
    sys.exit(int(bool(report.missed)))


if __name__ == "__main__":
    main()
