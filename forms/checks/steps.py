"""Checks of how a form is parted: steps worth turning to, headings that differ, what is signed at the end."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from ..alike import heard
from ..fields.registry import TYPES
from ..plan import GROUP
from .draft import Draft, at, at_block, at_step
from .layout import LONG_TITLE, of_kind
from .problem import Problem
from .registry import check


@check("step-title-long", blocking=False)
def short_titles(draft: Draft) -> Iterator[Problem]:
    """The names of all steps stand in one line."""
    for number, step in enumerate(draft.steps):
        if len(draft.steps) > 1 and len(step.get("title", "")) > LONG_TITLE:
            message = _("步骤名称有 %(count)s 个字，在手机上排不下。请改短。")
            yield at_step(number, message % {"count": len(step["title"])})


@check("step-idle", blocking=False)
def asking_steps(draft: Draft) -> Iterator[Problem]:
    """Each of several steps has something to fill in, or at least to look at."""
    for number, step in enumerate(draft.steps):
        blocks = step.get("blocks", [])
        seen = [
            block for block in blocks if block["type"] == GROUP or (block["type"] in TYPES and not block.get("hidden"))
        ]
        if len(draft.steps) > 1 and blocks and not seen:
            yield at_step(number, _("这一步没有要填的，申请人只能翻过去。请把文字移到要填的那一步，或添加字段。"))


FEW_STEPS = 10
"""Steps from which it matters that each asks more than one thing."""


@check("steps-many", blocking=False)
def full_steps(draft: Draft) -> Iterator[Problem]:
    """A form is not parted into many steps of one question each."""
    count, fields = len(draft.steps), sum(not place.group for place in draft.places) + len(draft.groups)
    if count > FEW_STEPS and fields < 2 * count:
        message = _("表单有 %(count)s 步，大多只问一项，翻页比填写还费事。请把相近的合成一步。")
        yield Problem(message % {"count": count})


@check("section-twice", blocking=False)
def headings_apart(draft: Draft) -> Iterator[Problem]:
    """Headings of a step can be told apart."""
    seen: set[tuple[int, str]] = set()
    for step, number, block in of_kind(draft, "section"):
        title = heard(block.get("title", ""))
        if title and (step, title) in seen:
            yield at_block(step, number, block, "title", _("这一步里已有同名的小标题。请改成能区分的，或合在一起。"))
        seen.add((step, title))


SIGNED = ("declaration", "signature")
AFTER = (*SIGNED, "date", "person_name", "computed", "prefilled")
"""What may follow a declaration of what stands above it."""


@check("declaration-early", blocking=False)
def declared_last(draft: Draft) -> Iterator[Problem]:
    """What declares the above stands below it."""
    places = [place for place in draft.places if not place.group]
    for number, place in enumerate(places):
        text = str(place.spec.get("text" if place.spec.type == "declaration" else "statement", ""))
        after = [one for one in places[number + 1 :] if one.spec.type not in AFTER]
        if place.spec.type in SIGNED and after and re.search(r"以上|上述", text):
            message = _("这里说的是「以上」内容，后面却还有要填的，如「%(label)s」。请移到最后，或改文字。")
            yield at(
                place,
                "text" if place.spec.type == "declaration" else "statement",
                message % {"label": after[0].spec.label},
            )
