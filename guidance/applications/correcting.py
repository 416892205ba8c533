"""The one-time supplement (补正): everything that is missing, told at once, and what the applicant answers (art. 32)."""

from collections.abc import Iterable

from django.utils.translation import gettext as _t

from guidance.cases.doing import Doing
from guidance.cases.models import Case, Message
from guidance.cases.states import State

from . import deadlines, joint, partly
from .models import CaseMaterial, lacking
from .papers.issuing import issue
from .papers.kinds import PaperKind
from .promises import making
from .promises.form import Vow
from .promises.telling import day_of
from .supplement_forms import VOWS


def note_lacking(doing: Doing) -> None:
    """Keep with the event which necessary materials were not there when it was done all the same."""
    if names := lacking(doing.case):
        doing.facts["lacking"] = names


def correct(doing: Doing) -> str:
    """Ask, once, for everything that is missing. The clock stops until the applicant answers."""
    row = doing.case.application
    row.supplements += 1
    row.supplement_asked = doing.reason
    row.supplement_due = deadlines.supplement_due(doing, doing.data["days"])
    doing.save(row)
    note_of = joint.asked_of(doing.case, doing.reason)
    for material in doing.data["materials"]:
        material.note = note_of(material)
        material.state = CaseMaterial.State.WANTED
        doing.save(material)
    doing.say(doing.reason, Message.Side.OFFICE)
    if why := doing.data.get("again"):
        doing.facts["again"] = why
        doing.say(_t("再次要求补正的理由：%(reason)s") % {"reason": why}, Message.Side.INTERNAL)
    doing.facts.update(days=doing.data["days"], materials=[material.name for material in doing.data["materials"]])
    issue(doing, PaperKind.CORRECTION)
    doing.notify("case.correction", until=day_of(row.supplement_due))
    return State.CORRECTION


def supplement(doing: Doing) -> str:
    """The applicant answers."""
    vows = doing.data.get(VOWS) or ()
    return take_supplement(doing, doing.data.get("body") or _answered(vows, doing.case))


def take_supplement(doing: Doing, said: str) -> str:
    """Take papers in. Once that is all, the five days to accept begin anew, but not with what is sent at later stages."""
    vows, answers = doing.data.get(VOWS) or (), doing.case.state == State.CORRECTION
    line = doing.say(said)
    doing.attach(doing.data.get("attachments") or [], line, key="supplement", side=Message.Side.CITIZEN)
    wanted = list(doing.case.materials.filter(state=CaseMaterial.State.WANTED))
    for material in wanted:
        if files := doing.data.get(material.key):
            doing.attach(files, line, key=material.key, side=Message.Side.CITIZEN)
            material.state, material.spared_by = CaseMaterial.State.GIVEN, ""
            doing.save(material)
    doing.facts["brought"] = [row.name for row in wanted if row.state == CaseMaterial.State.GIVEN]
    making.write(doing, vows, wanted)
    if answers and partly.goes_on_waiting(doing, wanted):
        return State.CORRECTION
    note_lacking(doing)
    if not answers:
        return doing.case.state
    deadlines.set_acceptance(doing)
    joint.look_anew(doing)
    joint.ask_to_look(doing)
    return State.RECEIVED


def _answered(vows: Iterable[Vow], case: Case) -> str:
    """What the thread says of an answer without words: what came, or what was promised for later."""
    orders = {order for vow in vows for order in vow.orders}
    names = "、".join(row.name for row in case.materials.all() if row.order in orders)
    return _t("已提交补正材料。") if not names else _t("已答复补正；承诺以后补交：%(names)s。") % {"names": names}
