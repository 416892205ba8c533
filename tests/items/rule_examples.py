"""One pair of examples for each quality rule: a guide that breaks it, and one at its edge that does not."""

import datetime as dt

from django.utils import timezone

from forms.service import create_from_definition
from items import choices
from items.models import ItemPage
from items.models.rows import Fee, LegalBasis, Material, Place, Question, Result, Step
from items.models.scenario import ScenarioQuestion
from tests.comparing.sources import make_source

from . import factories


def set_(**values):
    """A change of the page's own values."""

    def change(page):
        for name, value in values.items():
            setattr(page, name, value)

    return change


def both(*changes):
    def change(page):
        for one in changes:
            one(page)

    return change


def rows(relation, model, *wanted):
    def change(page):
        setattr(page, relation, [model(**{**row, "sort_order": n}) for n, row in enumerate(wanted)])

    return change


def materials(*wanted):
    return rows("materials", Material, *wanted)


def steps(*wanted):
    return rows("steps", Step, *wanted)


def results(*wanted):
    return rows("results", Result, *wanted)


def first(relation, **values):
    """A change of the first row of a relation."""

    def change(page):
        for name, value in values.items():
            setattr(getattr(page, relation).all()[0], name, value)

    return change


def asks(*wanted):
    return rows(
        "scenario_questions", ScenarioQuestion, *[{"text": text, "options": options} for text, options in wanted]
    )


PLACE = ("场所是", "自有\n租赁")
LEASE = {"name": "租赁合同"}
WHEN = {"applies_when": "场所是＝租赁"}


def nothing(page):
    """The guide of the factory is the good example itself."""


ALL = [{"kind": kind, "name": name, "limit": limit} for kind, name, limit in factories.STEPS]
SITE = {"kind": "site_visit", "name": "现场勘查", "limit": 5, "basis": "条例第九条"}
FEE = {"name": "工本费", "standard": "10 元", "basis": "豫发改〔2019〕1 号"}
CODE = "91410100MA4ABCDEF0" + "4" + "000101001000"
"""A credit code that is valid (DOMAIN 7), 行使层级, 基本编码."""


def tomorrow(days=1):
    return timezone.localdate() + dt.timedelta(days=days)


def successor(page, live):
    other = factories.guide(page.get_parent().specific, "替代的", live=live)
    page.successor_id = other.pk


def round_trip(page):
    other = factories.guide(page.get_parent().specific, "绕回的")
    ItemPage.objects.filter(pk=other.pk).update(successor_id=page.pk)
    page.successor_id = other.pk


def taken(page, code):
    factories.guide(page.get_parent().specific, "占用编码的", code="A-1")
    page.code = code


def county_of(**own):
    """A county's guide with a limit of its own over the city's steps."""

    def change(page):
        city = factories.guide(page.get_parent().specific, "市级的")
        set_(city_item=city, own_values=(choices.Own.LIMIT.value,), **own)(page)

    return change


def checking(*checks):
    """Steps as usual, whose later ones check materials: (step number, checks, recheck basis)."""
    wanted = [dict(row) for row in ALL]
    for number, names, basis in checks:
        wanted[number] |= {"checks": names, "recheck_basis": basis}
    return both(materials({"name": "身份证"}, {"name": "申请书"}), steps(*wanted))


def compared(asked, **fields):
    """The first material is compared with a register that takes a credit code; the form asks for this."""

    def change(page):
        bureau = page.bureau
        page.form = create_from_definition("表", f"form-{page.pk}", bureau, [{"title": "一", "blocks": [asked]}], None)
        first("materials", data_source_id=make_source(bureau, identity="credit_code", **fields).pk)(page)

    return change


ID_NUMBER = {"type": "id_number", "key": "idn", "label": "身份证号", "purpose": "核对"}
CREDIT_CODE = {"type": "credit_code", "key": "uscc", "label": "信用代码", "purpose": "核对"}


EXAMPLES = {
    "source-asked": (compared(ID_NUMBER), compared(CREDIT_CODE)),
    "source-in-use": (compared(CREDIT_CODE, active=False), compared(CREDIT_CODE)),
    "title-length": (set_(title="长" * 201), set_(title="长" * 200)),
    "everyday-words": (set_(everyday_names=" "), set_(everyday_names="开店")),
    "effective-order": (
        lambda page: set_(effective_from=tomorrow(), effective_to=tomorrow(0))(page),
        lambda page: set_(effective_from=tomorrow(), effective_to=tomorrow())(page),
    ),
    "effective-over": (
        lambda page: set_(effective_to=tomorrow(-1))(page),
        lambda page: set_(effective_to=tomorrow(0))(page),
    ),
    "cancelled-day": (set_(status="cancelled"), lambda page: set_(status="cancelled", effective_to=tomorrow(0))(page)),
    "successor-only-cancelled": (set_(status="cancelled"), set_(status="paused")),
    "successor-round": (round_trip, lambda page: successor(page, live=True)),
    "successor-public": (lambda page: successor(page, live=False), lambda page: successor(page, live=True)),
    "condition-open": (set_(conditions="法律规定的其他条件。"), set_(conditions="年满十八周岁。")),
    "immediate-is-now": (set_(handling="immediate"), set_(handling="immediate", promised_limit=0)),
    "now-is-immediate": (set_(promised_limit=0), set_(promised_limit=1)),
    "promise-within-law": (
        set_(promised_limit=21, statutory_unit="day"),
        set_(promised_limit=20, promised_unit="day"),
    ),
    "promise-within-law-units": (
        set_(promised_limit=15, statutory_unit="day"),
        set_(promised_limit=14, statutory_unit="day"),
    ),
    "statutory-missing": (
        set_(statutory_limit=None),
        set_(statutory_limit=None, limit_note="法律没有规定办结时限。"),
    ),
    "visits-reason": (set_(visits_reason=" "), set_(visits_reason="核验原件")),
    "no-visit-no-reason": (set_(visits=0), set_(visits=0, visits_reason="")),
    "no-visit-delivery": (set_(visits=0), set_(visits=0, deliveries=("electronic",))),
    "no-visit-post": (
        set_(visits=0, apply_online=False, channels=("post",), deliveries=("electronic",)),
        set_(visits=0, apply_online=False, channels=("post",), deliveries=("post",), by_post=True),
    ),
    "depth-iv-no-visit": (set_(online_depth="4"), set_(online_depth="3")),
    "online-channel": (set_(channels=("window",)), set_(channels=("window", "web"))),
    "deferrable-agrees": (
        first("materials", necessity="deferrable"),
        both(first("materials", necessity="deferrable"), set_(deferrable=True)),
    ),
    "promise-agrees": (
        first("materials", promisable=True),
        both(first("materials", promisable=True), set_(promise_instead=True)),
    ),
    "charges-rows": (set_(charges=True), both(set_(charges=True), rows("fees", Fee, FEE))),
    "no-charge-no-rows": (rows("fees", Fee, FEE), set_(charges=False)),
    "fee-standard": (rows("fees", Fee, {**FEE, "standard": " "}), rows("fees", Fee, FEE)),
    "fee-basis": (rows("fees", Fee, {**FEE, "basis": ""}), rows("fees", Fee, FEE)),
    "remedies": (set_(remedies=""), set_(remedies="可以申请行政复议。")),
    "code-once": (lambda page: taken(page, "A-1"), lambda page: taken(page, "A-2")),
    "code-missing": (set_(code=""), set_(code="A1")),
    "code-shape": (set_(code="A1"), set_(code=CODE + "01")),
    "code-checksum": (set_(code="91410100MA4ABCDEF1" + CODE[18:]), set_(code=CODE)),
    "code-base-agrees": (set_(code=CODE, base_code="000101001001"), set_(code=CODE, base_code="000101001000")),
    "base-code-shape": (set_(base_code="1010"), set_(base_code="000101001000")),
    "bureau-credit-code": (
        lambda page: setattr(page.bureau, "code", "91410100MA4ABCDEF1"),
        lambda page: setattr(page.bureau, "code", "91410100MA4ABCDEF0"),
    ),
    "consult-phone-format": (set_(consult_phone="转 803"), set_(consult_phone="12345")),
    "consult-phone-area": (set_(consult_phone="67180000"), set_(consult_phone="0371-67180000")),
    "complaint-phone-format": (set_(complaint_phone="0371-671811"), set_(complaint_phone="13800001234")),
    "complaint-phone-area": (set_(complaint_phone="6718111"), set_(complaint_phone="010-67181112")),
    "phones-differ": (
        set_(complaint_phone="037167180000", consult_phone="0371-67180000"),
        set_(complaint_phone="0371-67180001"),
    ),
    "place-hours": (first("places", hours=" "), nothing),
    "place-once": (
        rows("places", Place, {"address": "一号楼", "window": "3"}, {"address": "一 号楼", "window": "3"}),
        rows("places", Place, {"address": "一号楼", "window": "3"}, {"address": "一号楼", "window": "4"}),
    ),
    "place-phone": (first("places", phone="67180000"), first("places", phone="0371-67180000")),
    "material-vague": (materials({"name": "身份证、户口簿等"}), materials({"name": "特种设备等级证书"})),
    "material-name-length": (materials({"name": "长" * 61}), materials({"name": "长" * 60})),
    "material-once": (
        materials({"name": "身份证"}, {"name": "身份证 "}),
        materials({"name": "身份证"}, {"name": "身份证", "applies_when": "委托办理"}),
    ),
    "material-copies": (
        materials({"name": "身份证", "form": "paper"}),
        materials({"name": "身份证", "form": "paper", "copies": 1}),
    ),
    "material-data-no-paper": (
        materials({"name": "身份证", "source": "data", "originals": 1}),
        materials({"name": "身份证", "source": "data"}),
    ),
    "material-standard": (
        materials({"name": "身份证"}),
        materials({"name": "身份证", "standard": "清晰"}, {"name": "照片", "necessity": "optional"}),
    ),
    "form-downloadable": (set_(apply_online=False), set_(apply_online=True)),
    "form-promised": (
        first("materials", instructions="现场领取或者从办事指南下载样式后填写。"),
        first("materials", instructions="现场领取空白表格填写。"),
    ),
    "sample-promised": (first("materials", standard="按照示例样表填写。"), first("materials", standard="填写完整。")),
    "condition-proof-listed": (
        set_(conditions="凭营业执照办理"),
        both(set_(conditions="凭营业执照办理"), materials({"name": "营业执照复印件"})),
    ),
    "licensing-result": (set_(results=[]), set_(results=[], kind="service")),
    "result-name-kind": (
        results({"name": "登记表", "kind": "licence"}),
        results({"name": "准予许可批复", "kind": "approval"}, {"name": "任何东西", "kind": "other"}),
    ),
    "result-kind-licence": (
        results({"name": "食品经营许可证", "kind": "other"}),
        results({"name": "食品经营许可证", "kind": "licence"}, {"name": "备案凭证", "kind": "other"}),
    ),
    "result-kind-approval": (
        results({"name": "设立批复", "kind": "licence"}),
        results({"name": "设立批复", "kind": "approval"}, {"name": "准予通知书", "kind": "other"}),
    ),
    "result-sample": (nothing, set_(results=[])),
    "basis-law": (first("legal_bases", law=" "), nothing),
    "basis-article": (first("legal_bases", article=""), nothing),
    "basis-text": (first("legal_bases", text="", url=""), first("legal_bases", text="", url="https://example.org/law")),
    "basis-once": (
        rows(
            "legal_bases",
            LegalBasis,
            {"law": "行政许可法", "article": "第三条"},
            {"law": "行政许可法 ", "article": "第三条"},
        ),
        rows(
            "legal_bases",
            LegalBasis,
            {"law": "行政许可法", "article": "第三条"},
            {"law": "行政许可法", "article": "第四条"},
        ),
    ),
    "question-one": (set_(questions=[]), nothing),
    "question-answered": (first("questions", answer=" "), nothing),
    "question-once": (
        rows(
            "questions", Question, {"question": "要多久?", "answer": "十天"}, {"question": "要多久？", "answer": "五天"}
        ),
        rows(
            "questions",
            Question,
            {"question": "要多久?", "answer": "十天"},
            {"question": "要多少钱?", "answer": "不要"},
        ),
    ),
    "step-department": (
        steps(*ALL, {"kind": "review", "name": "行政审批科"}),
        steps(*ALL, {"kind": "review", "name": "实验室审查"}),
    ),
    "step-department-word": (
        steps(*ALL, {"kind": "review", "name": "办公室主任签批"}),
        steps(*ALL, {"kind": "review", "name": "处罚情况核对"}),
    ),
    "step-basis": (steps(*ALL, {**SITE, "basis": " "}), steps(*ALL, SITE)),
    "step-disguised": (
        steps(*ALL, {"kind": "review", "name": "专家技术评审"}),
        steps(*ALL, {"kind": "expert", "name": "专家技术评审"}),
    ),
    "step-once": (steps(*ALL, ALL[0]), steps(*ALL)),
    "step-role": (
        steps({"kind": "accept", "name": "受理"}),
        steps({"kind": "accept", "name": "受理", "role": "受理岗"}),
    ),
    "step-limit": (steps({"kind": "accept", "name": "受理"}), steps({"kind": "accept", "name": "受理", "limit": 0})),
    "step-standard": (
        steps({"kind": "accept", "name": "受理"}),
        steps({"kind": "accept", "name": "受理", "standard": "材料齐全"}),
    ),
    "licensing-steps": (steps(*ALL[:3]), both(set_(kind="service"), steps(*ALL[:3]))),
    "steps-order": (steps(*ALL[:2], ALL[4], *ALL[2:4]), steps(*ALL)),
    "steps-within-promise": (
        steps(*ALL, {"kind": "review", "name": "复核", "limit": 1}),
        steps(*ALL[:2], *[{"kind": "review", "name": f"审查{n}", "limit": 9, "parallel_group": "甲"} for n in (1, 2)]),
    ),
    "steps-fill-promise": (set_(promised_limit=11 + 1), set_(promised_limit=11)),
    "steps-county-limit": (county_of(promised_limit=12), county_of(promised_limit=11)),
    "site-visit-time": (steps(*ALL, {**SITE, "limit": 4}), steps(*ALL, SITE)),
    "check-known": (checking((2, "身分证", "")), checking((2, "身份证\n申请书", ""))),
    "check-again": (
        checking((1, "身份证", ""), (2, "申请书;身份证", "")),
        checking((1, "身份证", ""), (2, "身份证", "条例第九条要求实地核对原件")),
    ),
    "check-missing": (checking((2, "身份证", "")), checking((1, "申请书", ""), (2, "身份证", ""))),
    "recheck-needed": (checking((2, "身份证", "条例第九条")), checking((1, "身份证", ""), (2, "身份证", "条例第九条"))),
    "scenario-most": (asks(*[(f"问{n}", "甲\n乙") for n in range(6)]), asks(*[(f"问{n}", "甲\n乙") for n in range(5)])),
    "scenario-question": (
        asks(("场所是", "甲\n乙"), ("场所是？", "丙\n丁")),
        asks(("场所是", "甲\n乙"), ("谁", "丙\n丁")),
    ),
    "scenario-options": (asks(("场所是", "自有")), asks(("场所是", "自有\n租赁"))),
    "scenario-used": (asks(("场所是", "自有\n租赁")), both(asks(PLACE), materials({**LEASE, **WHEN}))),
    "material-option": (
        both(asks(PLACE), materials({**LEASE, "applies_when": "场所是＝借用"})),
        both(asks(PLACE), materials({**LEASE, **WHEN})),
    ),
    "material-condition-note": (
        materials({**LEASE, "applies_when": "租房子的"}),
        both(asks(PLACE), materials({**LEASE, **WHEN})),
    ),
    "material-condition-possible": (
        both(asks(PLACE), materials({**LEASE, "applies_when": "场所是＝租赁；场所是＝自有"})),
        both(asks(PLACE), materials({**LEASE, "applies_when": "场所是＝租赁/自有；场所是＝自有"})),
    ),
    "step-option": (
        both(asks(PLACE), steps(*ALL, {**SITE, "applies_when": "场所是＝借用"})),
        both(asks(PLACE), steps(*ALL, {**SITE, **WHEN})),
    ),
    "step-condition-note": (
        steps(*ALL, {**SITE, "applies_when": "必要时"}),
        both(asks(PLACE), steps(*ALL, {**SITE, **WHEN})),
    ),
    "step-condition-possible": (
        both(asks(PLACE), steps(*ALL, {**SITE, "applies_when": "场所是＝租赁；场所是＝自有"})),
        both(asks(PLACE), steps(*ALL, {**SITE, **WHEN})),
    ),
    "licensing-steps-always": (
        both(asks(PLACE), steps(*ALL[:3], {**ALL[3], **WHEN}, ALL[4])),
        both(asks(PLACE), steps(*ALL[:3], {**ALL[3], **WHEN}, {**ALL[3], "applies_when": "场所是＝自有"}, ALL[4])),
    ),
}
EMPTY = {"charges": None, "visits": None, "promised_limit": None, "audiences": (), "bureau_id": None}
"""What a P field is like while nothing is filled in; the others are empty text."""
VAGUE_NAMES = (
    "身份证等", "等相关材料", "营业执照等证明材料", "其他相关材料", "其他材料", "其它有关证明文件", "身份证及其他", "相关证明", "有关资料",
    "所需材料", "根据情况提供的合同", "视情况提供", "法律法规规定的其他材料", "必要时提供的承诺书", "按要求提供的材料", "学历证书等（复印件）",
    "需要提交的其他文件", "若干照片",
)  # fmt: skip
CLEAR_NAMES = (
    "特种设备等级证书", "二级等保测评报告", "高等学校毕业证书", "男女平等承诺书", "等离子设备合格证", "其他组织登记证书", "同等学力证明",
    "法人或组织登记证照", "项目批准文件", "变更事项证明文件", "消防安全检查合格材料", "事故等级证明", "相关性分析报告", "平等就业声明",
)  # fmt: skip
DEPARTMENTS = (
    "行政审批科", "市卫生健康局", "法规处", "综合窗口", "办公室", "审批处审核", "食品科初审", "报局长签批", "服务中心受理", "窗口接件",
    "住房和城乡建设委员会", "政务服务中心",
)  # fmt: skip
ACTS = (
    "受理", "材料审查", "处理意见告知", "行政处罚情况核对", "实验室检查", "布局审查", "科学论证", "口腔诊室核对", "作出决定", "室内空气质量审查",
    "证照制作", "结果送达",
)  # fmt: skip
