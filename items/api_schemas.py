"""The shapes in which the API gives items and guides, as its document describes them."""

from typing import Any

from ninja import Schema


class ItemOut(Schema):
    """An item in a list. `status` is in_use, paused or cancelled; what is cancelled cannot be applied for."""

    address: str
    code: str
    title: str
    kind: str
    kind_text: str
    bureau: str
    handling: str
    promised: str
    statutory: str
    status: str
    status_text: str
    apply_online: bool
    bookable: bool
    url: str
    is_demo: bool


class LinkOut(Schema):
    """Another guide: its address in the API, its title, its page."""

    address: str
    title: str
    url: str


class FileOut(Schema):
    """A file that citizens may have."""

    title: str
    url: str


class MaterialOut(Schema):
    """A material. `necessity` is required, optional or deferrable; source `data` is compared, not handed in.

    `data_source` names the register that an applicant may be looked up in instead of handing it in, empty for none;
    `sparable` tells whether it is asked now: a register may be out of use for a time.
    `order` is its number in the whole guide, from 1.
    """

    order: int
    name: str
    kind: str
    source: str
    form: str
    originals: int
    copies: int
    necessity: str
    promisable: bool
    standard: str
    applies_when: str
    instructions: str
    basis: str
    issuer: str
    shared: bool
    data_source: str
    sparable: bool
    blank_form: FileOut | None
    sample: FileOut | None


class StepOut(Schema):
    """A step. `bureau` is the slug of the bureau that does it; steps of one `group` run side by side.

    `checks` names the materials it verifies.
    """

    kind: str
    name: str
    role: str
    limit: int | None
    unit: str
    standard: str
    outcome: str
    bureau: str
    bureau_id: int | None
    group: str
    basis: str
    checks: list[str]
    recheck_basis: str
    applies_when: str


class ResultOut(Schema):
    """A result, with its sample."""

    name: str
    kind: str
    validity: str
    sample: FileOut | None


class CountyOut(Schema):
    """On a county's guide: its area, the city's guide, and whose each value is that a county may set."""

    area: str
    city: LinkOut
    whose: dict[str, str]


class ScenarioIn(Schema):
    """Answers to 情形引导: the number of an option for each question, empty for none; `s` is the questions' stamp."""

    q1: str = ""
    q2: str = ""
    q3: str = ""
    q4: str = ""
    q5: str = ""
    s: str = ""


class ScenarioOut(Schema):
    """The questions with numbered options, the answers that count, what they leave out and why, and any notices."""

    stamp: str
    questions: list[dict[str, Any]]
    answers: dict[str, str]
    left_out: dict[str, list[dict[str, Any]]]
    notices: list[str]
    share_query: str


class GuideOut(ItemOut):
    """A guide, with the materials and steps that apply to the answers given.

    Dates are YYYY-MM-DD; `notice` says in words that an item is cancelled, paused or not begun, and since when.
    """

    notice: str
    status_since: str | None
    effective_from: str | None
    effective_to: str | None
    successor: LinkOut | None
    summary: str
    everyday_names: list[str]
    level: str
    audiences: list[str]
    topics: list[str]
    base_code: str
    undertaker: str
    joint_bureaus: list[str]
    conditions: str
    prohibitions: str
    quota: str
    channels: list[str]
    online_depth: str
    coverage: str
    visits: int | None
    visits_reason: str
    ask_online: bool
    by_post: bool
    promise_instead: bool
    deferrable: bool
    limit_note: str
    deliveries: list[str]
    version: int
    published_at: str | None
    charges: bool | None
    consult_phone: str
    complaint_phone: str
    remedies: str
    county: CountyOut | None
    steps: list[StepOut]
    materials: list[MaterialOut]
    legal_bases: list[dict[str, Any]]
    fees: list[dict[str, Any]]
    results: list[ResultOut]
    places: list[dict[str, Any]]
    questions: list[dict[str, Any]]
    scenario: ScenarioOut
