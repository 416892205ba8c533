"""From a filled form to a case: the citizen's page, the counter and the API all come through here."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.errors import Refused
from forms import service
from guidance.cases.actors import Actor
from guidance.cases.doing import Doing
from guidance.cases.flow import Applicant, Opened, Opening, open_case
from guidance.cases.models import Message
from guidance.cases.states import Kind, State
from items.choices import Status
from items.snapshot import snapshot
from items.verifying import same

from . import joint, steps
from .agents import AUTHORISATION, Agency, Agent, is_authorisation
from .deadlines import set_acceptance
from .models import Application, CaseMaterial
from .promises import making
from .promises.form import Vow
from .spared import Spared, record

if TYPE_CHECKING:
    from forms.models import FormVersion
    from forms.uploads import Held
    from items.checklists import Checklist
    from items.models import ItemPage

COUNTER = "counter"
"""The channel of what came on paper: it needs not be done online."""


@dataclass(frozen=True)
class Submission:
    """A checked form: the item, the version it was filled in under, the answers, and the files by field or material.

    `personal` is the guide under the applicant's answers to 情形引导; without it the whole guide applies. `owner` names
    who keeps the uploads until then, as a draft; `source` is the earlier case that answers were taken over from; `agency`
    is who came for the applicant; `spared` is what was found in place of materials, `vows` what the applicant promised in
    place of papers.
    """

    item: "ItemPage"
    version: "FormVersion | None"
    answers: Mapping[str, Any]
    applicant: Applicant
    files: Mapping[str, Sequence["Held"]] = field(default_factory=dict)
    personal: "Checklist | None" = None
    owner: str = ""
    source: str = ""
    agency: Agency | None = None
    spared: Mapping[str, Spared] = field(default_factory=dict)
    vows: tuple[Vow, ...] = ()


@dataclass(frozen=True)
class Within:
    """The joint case that a case is opened under: it shares the query code, and may have to wait for others of it."""

    code_salt: str
    number: str
    waits: bool = False


def fingerprint(submission: Submission) -> list[Any]:
    """What makes two posts the same application. Files count by content: each post uploads them anew."""
    answers = {key: _by_content(value) for key, value in submission.answers.items()}
    files = {key: [held.sha256 for held in rows] for key, rows in submission.files.items()}
    version = submission.version.pk if submission.version else None
    made = [submission.item.pk, version, answers, files, *astuple(submission.applicant)]
    if agency := submission.agency:
        made += [agency.who, [held.sha256 for held in agency.files]]
    made += [vow.fingerprint for vow in submission.vows]
    situation = submission.personal.query if submission.personal else ""
    return [*made, situation] if situation else made


def _by_content(answer: Any) -> Any:
    if isinstance(answer, dict) and "token" in answer:
        return answer["sha256"]
    if isinstance(answer, dict):
        return {key: _by_content(one) for key, one in answer.items()}
    return [_by_content(one) for one in answer] if isinstance(answer, list) else answer


def submit(
    submission: Submission,
    actor: Actor,
    *,
    key: str | None,
    payload: Any = None,
    channel: str = "web",
    language: str = "zh-hans",
    now: datetime | None = None,
    within: Within | None = None,
) -> Opened:
    """Open an application once: answers, files, steps and materials in one transaction.

    `payload` is what the key stands for, where that is not the submission itself.
    """
    item = submission.item
    ask_item(item, channel, submission.version)
    opening = Opening(
        kind=Kind.APPLICATION,
        state=State.WAITING if within and within.waits else State.RECEIVED,
        title=item.title,
        bureau=item.bureau,
        item=item,
        verb="submit",
        label=_("窗口录入申请") if channel == COUNTER else _("提交申请"),
        applicant=submission.applicant,
        channel=channel,
        language=language,
        key=key,
        payload=payload or fingerprint(submission),
        snapshot=snapshot(item, submission.personal),
    )

    def setup(doing: Doing) -> None:
        if within is not None:
            doing.case.code_salt = within.code_salt
            doing.facts["joint"] = within.number
        _write(doing, submission)
        if within is None or not within.waits:
            steps.open_next(doing)
            set_acceptance(doing)
            joint.ask_to_look(doing)
        if within is None:
            doing.notify("case.received")

    return open_case(opening, actor, setup, now=now)


def ask_item(item: "ItemPage", channel: str = "web", version: "FormVersion | None" = None) -> None:
    """Refused unless the item can be applied for now, online or, at the counter, at all.

    While its form is out of use, online only what was begun under a `version` of it can still be sent.
    """
    taken = item.apply_online or channel == COUNTER
    if not (item.live and taken and item.status == Status.IN_USE):
        raise Refused(_t("这个事项现在不能网上申请，请看办事指南中的办理方式。"), code="not-online")
    if version is None and channel != COUNTER:
        ask_form(item)


def ask_form(item: "ItemPage") -> None:
    """Refused while the item's form is out of use: nobody applies with an empty form."""
    if is_form_away(item):
        raise Refused(
            _t("这个事项的表单正在更换，暂时不能网上申请。请看办事指南中的办理方式，或过些时候再来。"),
            code="form-archived",
        )


def is_form_away(item: "ItemPage") -> bool:
    """Whether the item's form is out of use, so that no new application can be begun online."""
    return item.form is not None and bool(item.form.archived)


def _told(material: CaseMaterial) -> dict[str, str]:
    """What the event keeps of an answer; its words in the hall's language, whoever applied."""
    with translation.override(settings.LANGUAGE_CODE):
        words = material.answer_noted
    at = material.answer_at.isoformat() if material.answer_at else ""
    return {
        "material": material.name, "by": material.asked_by, "from": material.answer_from, "at": at,
        "answer": material.answer, "words": words,
    }  # fmt: skip


def asked_in_form(version: "FormVersion | None") -> dict[str, str]:
    """Materials that the form itself asks for, by a field for files of the same name: the field's key by that name.

    Such a material is asked for once, and what is uploaded in the form is its paper.
    """
    labels = service.file_labels(version) if version else {}
    return {same(label): key for key, label in labels.items()}


def _write(doing: Doing, submission: Submission) -> None:
    case = doing.case
    doing.save(Application(case=case, form_version=submission.version, answers=dict(submission.answers)))
    steps.copy_rows(doing, case.snapshot)
    joint.join(doing)
    asked, materials = asked_in_form(submission.version), list(case.materials.all())
    places = {asked[name]: row.key for row in materials if (name := same(row.name)) in asked}
    given = set()
    for key, held in submission.files.items():
        place = places.get(key, key)
        rows = doing.attach(held, key=place, before=submission.owner, side=Message.Side.CITIZEN)
        given |= {row.key for row in rows}
    for material in materials:
        found = submission.spared.get(material.key)
        came = tuple(held.sha256 for held in submission.files.get(material.key, ()))
        spared = found is not None and record(material, found, came)
        if submission.agency and submission.agency.files and is_authorisation(material.name):
            given.add(material.key)
        if spared or material.key in given:
            material.state = CaseMaterial.State.GIVEN
        if found or material.key in given:
            doing.save(material)
    if submission.spared:
        doing.facts["asked"] = [_told(row) for row in materials if row.asked_by]
    making.write(doing, submission.vows, materials)
    if agency := submission.agency:
        doing.save(Agent(case=case, **agency.who))
        doing.attach(agency.files, key=AUTHORISATION, before=submission.owner, side=Message.Side.CITIZEN)
    if submission.source:
        doing.facts["answers_from"] = submission.source
