"""Checks of how a form is parted: steps worth turning to, headings that differ, what is signed at the end."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from ...alike import heard
from ...fields.registry import TYPES
from ...plan import GROUP
from ..draft import Draft, at_block, at_step
from ..problem import Problem
from ..registry import check
from .layout import LONG_TITLE, of_kind


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


SHORT_FORM = 5
"""Questions from which some must be answered, or the form says nothing."""


@check("required-none", blocking=False)
def something_required(draft: Draft) -> Iterator[Problem]:
    """A form of some length cannot be sent empty."""
    asked = [place for place in draft.places if TYPES[place.spec.type].asked]
    if len(asked) >= SHORT_FORM and not any(place.spec.required or place.spec.require for place in asked):
        yield Problem(_("没有一项必填，什么都不写也能提交。请给必须回答的字段勾选「必填」。"))


@check("title")
def titled(draft: Draft) -> Iterator[Problem]:
    """A form has a name; a draft whose name is kept elsewhere says nothing of it."""
    if not str(draft.definition.get("title", "-")).strip():
        yield Problem(_("表单没有名称。请填写，如「养犬登记申请表」。"), attribute="title")
