"""Checks of what is declared and signed: after what it speaks of, in the order of reading, and binding."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...definition import Place
from ...fields.registry import TYPES
from ..draft import Draft, at
from ..problem import Problem
from ..registry import Fix, check
from ..spot import Spot

TEXTS = {"declaration": "text", "signature": "statement"}
"""What is declared or signed, by type: the input that says what is agreed to."""
AFTER = (*TEXTS, "date", "person_name", "computed", "prefilled")
"""What may follow a declaration of what stands above it."""
ABOVE = re.compile(r"以上|上述")
TRUTH = re.compile(r"真实|属实|不实|虚假|准确无误|如实")


def _text(place: Place) -> str:
    return str(place.spec.get(TEXTS[place.spec.type], ""))


@check("declaration-early", blocking=False)
def declared_last(draft: Draft) -> Iterator[Problem]:
    """What declares the above stands below it, and what is signed is read before."""
    places = [place for place in draft.places if not place.group]
    told = [(number, place) for number, place in enumerate(places) if place.spec.type in TEXTS]
    for number, place in told:
        before, after = ([one for one in part if _asks(one)] for part in (places[:number], places[number + 1 :]))
        if after and (ABOVE.search(_text(place)) or (len(after) > len(before) and _of_all(draft, place))):
            message = _("这里要申请人对所填内容负责，后面却还有要填的，如「%(label)s」。请移到最后，或改文字。")
            yield at(place, TEXTS[place.spec.type], message % {"label": after[0].spec.label})
        elif later := _declared_after(places, number):
            message = _("申请人在这里签名时，还没有读到后面的「%(label)s」。请把签名移到它后面。")
            yield at(place, "label", message % {"label": later.spec.label})


def _asks(place: Place) -> bool:
    return place.spec.type not in AFTER and TYPES[place.spec.type].asked


def _of_all(draft: Draft, place: Place) -> bool:
    """Whether it speaks of all that the applicant fills in: that it is true, or it is the applicant's signature."""
    signs = place.spec.type == "signature" and not draft.party(place) and not place.spec.show
    return signs or bool(TRUTH.search(_text(place)))


def _declared_after(places: list[Place], number: int) -> Place | None:
    """The declaration that must be ticked next after a signature in the same step."""
    place = places[number]
    if place.spec.type != "signature":
        return None
    rest = (one for one in places[number + 1 :] if one.step == place.step)
    return next((one for one in rest if one.spec.type == "declaration" and one.spec.required), None)


FREE = re.compile(
    r"愿意(?!承担)|接收|接受\S{0,8}(短信|通知|回访|推送|调查)|订阅|可选|选填|如需|同意\S{0,6}(公开|公示|用于宣传)|回访|满意度"
)
"""Words of a consent that may be withheld."""


def must(spot: Spot) -> None:
    """It must be ticked."""
    spot.value["required"] = True


@check("declaration-free", blocking=False, fix=Fix(gettext_lazy("勾选「必填」"), must))
def binding(draft: Draft) -> Iterator[Problem]:
    """What is declared must be ticked, unless it is a consent that may be withheld."""
    for place in draft.places:
        spec = place.spec
        free = spec.type != "declaration" or spec.required or spec.require
        if not free and not FREE.search(spec.label + spec.help + _text(place)):
            yield at(place, "required", _("不勾选这个声明也能提交，声明就没有用。请勾选「必填」。"))
