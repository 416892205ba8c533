"""Faults planted in good forms, by seed: each with the code and the place where the checks must find it."""

import copy
import random
from dataclasses import dataclass, field
from typing import Any

from forms import definition
from forms.fields.registry import TYPES
from forms.library import ready_forms
from forms.models import Form

from .planting_logic import ENTANGLED_KINDS, Entangled
from .planting_words import WORDING_KINDS, Wordings

PAIR = [{"value": "c1", "label": "甲"}, {"value": "c2", "label": "乙"}]
SOURCE = {"type": "single_choice", "key": "p_source", "label": "种下的选择", "choices": PAIR}
NUMBER = {"type": "number", "key": "p_number", "label": "种下的数", "min": "0", "max": "100"}
TARGET = {"type": "text", "key": "p_target", "label": "种下的问题"}
TOTAL = {"type": "computed", "key": "p_total", "label": "种下的计算值"}
WHO = {"field": "p_source", "type": "text"}
SIZE = {"field": "p_number", "type": "number"}


def op(name, *args):
    return {"op": name, "args": list(args)}


def chosen(value):
    return op("eq", WHO, {"text": value})


def drafted(steps: list[dict[str, Any]]) -> Form:
    """A form, not saved, with these steps as its draft."""
    body = Form._meta.get_field("body").to_python(definition.to_body(steps))
    return Form(title="表", body=body)


@dataclass
class Planted:
    """A form with one fault."""

    code: str
    steps: list[dict[str, Any]]
    place: tuple[int, int, int]
    attribute: str
    form: Form = field(init=False)

    def __post_init__(self):
        self.form = drafted(self.steps)


class Planter(Entangled, Wordings):
    """One seed: a form of the library, and a place in it."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        name = self.random.choice(sorted(ready_forms()))
        self.steps = definition.with_keys(copy.deepcopy(ready_forms()[name].steps))

    def plant(self, kind: str) -> Planted:
        """The fault of that kind, from `KINDS`."""
        place, attribute = getattr(self, kind)()
        return Planted(KINDS[kind], self.steps, place, attribute)

    # Where

    def insert(self, block, **more):
        """A block of its own somewhere; its place."""
        step = self.random.randrange(len(self.steps))
        blocks = self.steps[step]["blocks"]
        at = self.random.randint(0, len(blocks))
        blocks.insert(at, {**copy.deepcopy(block), **more})
        return step, at, -1

    def append(self, block, **more):
        """A block at the end of the form; its place."""
        blocks = self.steps[-1]["blocks"]
        blocks.append({**copy.deepcopy(block), **more})
        return len(self.steps) - 1, len(blocks) - 1, -1

    def picked(self, wanted=lambda block: True):
        """A field of the form, and its place."""
        found = [
            ((step, at, -1), block)
            for step, one in enumerate(self.steps)
            for at, block in enumerate(one["blocks"])
            if block["type"] in TYPES and wanted(block)
        ]
        return self.random.choice(found)

    def inserted(self, attribute, block=TARGET, **more):
        return self.insert(block, **more), attribute

    def in_row(self, attribute, **more):
        """A field in a row of a group."""
        rows = [{**TARGET, "key": "r1", "label": "行里"}, {**TARGET, **more}]
        step, at, _inner = self.insert(
            {"type": "group", "key": "p_group", "label": "组", "min": 1, "max": 3, "blocks": rows}
        )
        return (step, at, 1), attribute

    def ruled(self, rule, name="show", **more):
        """A field with a rule, behind those it may ask for; a rule of a rule stands at its path."""
        self.steps[0]["blocks"][:0] = copy.deepcopy([SOURCE, NUMBER])
        return self.append({**TARGET, name: rule, **more})

    # Faults

    def no_label(self):
        place, block = self.picked()
        block["label"] = ""
        return place, "label"

    def label_twice(self):
        _place, block = self.picked()
        step = next(n for n, one in enumerate(self.steps) if block in one["blocks"])
        self.steps[step]["blocks"].append({**TARGET, "label": block["label"]})
        return (step, len(self.steps[step]["blocks"]) - 1, -1), "label"

    def row_label_twice(self):
        return self.in_row("label", label="行里")

    def key_twice(self):
        _place, block = self.picked()
        return self.append({**TARGET, "key": block["key"]}), "key"

    def no_purpose(self):
        place, block = self.picked(lambda block: block.get("purpose"))
        del block["purpose"]
        return place, "purpose"

    def no_purpose_in_row(self):
        return self.in_row("purpose", personal=True)

    def no_choices(self):
        return self.inserted("choices", SOURCE, choices=[])

    def one_choice(self):
        return self.inserted("choices", SOURCE, choices=PAIR[:1])

    def choice_twice(self):
        return self.inserted("choices", SOURCE, choices=[*PAIR, {"value": "c3", "label": "甲"}])

    def choice_value(self):
        return self.inserted("choices", SOURCE, choices=[*PAIR, {"value": "c1", "label": "丙"}])

    def choice_label(self):
        return self.inserted("choices", SOURCE, choices=[*PAIR, {"value": "c3", "label": ""}])

    def choice_levels(self):
        return self.inserted("choices", {**SOURCE, "type": "linked_choices"})

    def many_choices(self):
        return self.inserted("choices", SOURCE, choices=[{"value": f"c{n}", "label": f"第{n}项"} for n in range(1, 30)])

    def one_of_many(self):
        return self.inserted("max_choices", {**SOURCE, "type": "multiple_choice"}, max_choices=1)

    def too_many_of_few(self):
        return self.inserted("max_choices", {**SOURCE, "type": "multiple_choice"}, max_choices=9)

    def text_limits(self):
        return self.inserted("min_length", min_length=self.random.randint(51, 99), max_length=50)

    def number_limits(self):
        return self.inserted("min", NUMBER, min="101")

    def date_limits(self):
        return self.inserted("earliest", {**TARGET, "type": "date"}, earliest="2026-02-01", latest="2026-01-01")

    def range_limits(self):
        days = {"earliest": "2026-02-01", "latest": "2026-02-10", "max_days": 60}
        return self.inserted("max_days", {**TARGET, "type": "date_range"}, **days)

    def time_limits(self):
        return self.inserted("earliest", {**TARGET, "type": "time"}, earliest="17:00", latest="09:00")

    def declaration_text(self):
        return self.inserted("text", {**TARGET, "type": "declaration"}, version="1")

    def declaration_version(self):
        return self.inserted("version", {**TARGET, "type": "declaration"}, text="属实。", version="")

    def statement(self):
        return self.inserted("statement", {**TARGET, "type": "signature", "purpose": "核对"})

    def fact(self):
        return self.inserted("fact", {**TARGET, "type": "prefilled"})

    def unknown_fact(self):
        return self.inserted("fact", {**TARGET, "type": "prefilled"}, fact="weather")

    def area(self):
        return self.inserted("area", {**TARGET, "type": "division"}, area="999999")

    def file_kind(self):
        return self.inserted("kinds", {**TARGET, "type": "file"}, kinds=["pdf", "exe"])

    def file_size(self):
        return self.inserted("max_mb", {**TARGET, "type": "file"}, max_mb=self.random.choice([51, 500]))

    def file_count(self):
        return self.inserted("max_files", {**TARGET, "type": "files"}, max_files=self.random.choice([21, 99]))

    def empty_step(self):
        at = self.random.randint(0, len(self.steps))
        self.steps.insert(at, {"title": "空的一步", "blocks": []})
        return (at, -1, -1), "title"

    def untitled_step(self):
        self.steps.append({"blocks": [TARGET]})
        return (len(self.steps) - 1, -1, -1), "title"

    def step_title_twice(self):
        self.steps[0]["title"] = self.steps[0].get("title") or "一"
        self.steps.append({"title": self.steps[0]["title"], "blocks": [TARGET]})
        return (len(self.steps) - 1, -1, -1), "title"

    def long_step(self):
        step = self.random.randrange(len(self.steps))
        self.steps[step]["blocks"] += [{**TARGET, "key": f"p{n}", "label": f"第{n}问"} for n in range(25)]
        return (step, -1, -1), "title"

    def empty_section(self):
        return self.insert({"type": "section"}), "title"

    def idle_section(self):
        return self.append({"type": "section", "title": "没有内容"}), "title"

    def empty_guidance(self):
        return self.insert({"type": "guidance"}), "text"

    def group(self, attribute, **more):
        whole = {"type": "group", "key": "p_group", "label": "组", "min": 1, "max": 3, "blocks": [TARGET]}
        return self.insert(whole, **more), attribute

    def group_label(self):
        return self.group("label", label="")

    def empty_group(self):
        return self.group("blocks", blocks=[])

    def group_limits(self):
        return self.group("min", min=5)

    def single_group(self):
        return self.group("max", max=1)

    def long_row(self):
        return self.group("blocks", blocks=[{**TARGET, "key": f"r{n}", "label": f"第{n}问"} for n in range(15)])

    def long_label(self):
        return self.inserted("label", label="请" * 41)

    def label_end(self):
        return self.inserted("label", label=self.random.choice(["种下的问题：", "种下的问题。"]))

    def label_mark(self):
        return self.inserted("label", label=self.random.choice(["种下的问题（必填）", "*种下的问题"]), required=True)

    def repeated_help(self):
        return self.inserted("help", help="种下的 问题。")

    def repeated_example(self):
        return self.inserted("example", example="种下的问题")

    def markup(self):
        return self.inserted("help", help="请<b>如实</b>填写")

    def refused_example(self):
        return self.inserted(
            "example", {**TARGET, "type": "phone", "purpose": "通知", "label": "种下的手机"}, example="123"
        )

    def idle_purpose(self):
        return self.inserted("personal", purpose="核对身份")

    def applicant_twice(self):
        one = {"type": "phone", "purpose": "通知", "label": "种下人的手机号"}
        self.steps[0]["blocks"].insert(0, {**one, "key": "p_first"})
        return self.append({**one, "key": "p_second", "label": "种下人手机号码"}), "label"

    def plain_type(self):
        return self.inserted("label", label="种下人的身份证号码")

    def rule_empty(self):
        return self.ruled(op("and", chosen("c1"), op("eq", {"field": "", "type": "text"}, {"text": "x"}))), "show.1"

    def rule_self(self):
        return self.ruled(op("filled", {"field": "p_target", "type": "text"})), "show.0"

    def rule_later(self):
        self.steps[0]["blocks"].insert(0, {**TARGET, "show": chosen("c1")})
        self.append(SOURCE)
        return (0, 0, -1), "show.0"

    def rule_missing(self):
        return self.ruled(op("or", chosen("c1"), op("eq", {"field": "gone", "type": "text"}, {"text": "x"}))), "show.1"

    def rule_type(self):
        return self.ruled(op("lt", WHO, {"text": "c1"})), "show.0"

    def rule_value(self):
        return self.ruled(op("eq", SIZE, {"number": "很多"}), "require"), "require.0"

    def rule_choice(self):
        return self.ruled(op("or", chosen("c1"), chosen("c9"))), "show.1"

    def rule_limits(self):
        return self.ruled(op("ge", SIZE, {"number": "1000"})), "show.0"

    def rule_between(self):
        return self.ruled(op("between", SIZE, {"number": "9"}, {"number": "3"})), "show.0"

    def rule_twice(self):
        return self.ruled(op("or", chosen("c1"), op("ge", SIZE, {"number": "9"}), chosen("c1"))), "show.2"

    def hidden_required(self):
        return self.ruled(op("and", chosen("c1"), chosen("c2")), required=True), "show"

    def rule_never(self):
        low, high = op("gt", SIZE, {"number": "5"}), op("lt", SIZE, {"number": "5"})
        return self.ruled(op("and", low, high)), "show"

    def rule_always(self):
        return self.ruled(op("or", op("filled", WHO), op("empty", WHO))), "show"

    def computed(self, value, attribute="value.0"):
        """A computed value behind a choice and a number."""
        self.steps[0]["blocks"][:0] = copy.deepcopy([SOURCE, NUMBER])
        return self.append(TOTAL | {"value": value}), attribute

    def value_empty(self):
        return self.inserted("value", TOTAL)

    def value_idle(self):
        return self.insert({**TOTAL, "value": {"number": "5"}}), "value"

    def no_length(self):
        return self.inserted("max_length", max_length=0)

    def no_days(self):
        return self.inserted("max_days", {**TARGET, "type": "date_range"}, max_days=0)

    def blank_declaration(self):
        return self.inserted("text", {**TARGET, "type": "declaration"}, version="1", text=" ")

    def nearly_label_twice(self):
        _place, block = self.picked()
        step = next(n for n, one in enumerate(self.steps) if block in one["blocks"])
        self.steps[step]["blocks"].append({**TARGET, "label": f" {block['label'][:1]} {block['label'][1:]}"})
        return (step, len(self.steps[step]["blocks"]) - 1, -1), "label"

    def empty_purpose(self):
        place, block = self.picked(lambda block: block.get("purpose"))
        block["purpose"] = self.random.choice(["无", "——", "暂无。"])
        return place, "purpose"

    def id_as_number(self):
        return self.inserted("label", {**NUMBER, "key": "p_id", "label": "种下的身份证号"})

    def date_as_text(self):
        return self.inserted("label", label="种下的出生日期")

    def beyond_number(self):
        return self.ruled(op("gt", SIZE, {"number": "100"})), "show"

    def beyond_date(self):
        self.steps[0]["blocks"].insert(0, {**TARGET, "key": "p_day", "type": "date", "latest": "2026-12-31"})
        return self.ruled(op("gt", {"field": "p_day", "type": "date"}, {"date": "2027-01-01"})), "show"

    def beyond_count(self):
        several = {**copy.deepcopy(SOURCE), "key": "p_some", "type": "multiple_choice", "label": "种下的几项"}
        self.steps[0]["blocks"].insert(0, several)
        return self.ruled(op("gt", op("count", {"field": "p_some", "type": "list"}), {"number": "2"})), "show"

    def hidden_source(self):
        rule = op("and", op("filled", {"field": "p_inner", "type": "text"}), chosen("c2"))
        self.steps[0]["blocks"][:0] = copy.deepcopy([SOURCE, {**TARGET, "key": "p_inner", "label": "种下的里层", "show": chosen("c1")}])  # fmt: skip
        return self.append({**TARGET, "show": rule}), "show"

    def value_self(self):
        return self.computed(op("sum", SIZE, {"field": "p_total", "type": "number"}), "value.1")

    def value_circle(self):
        other = {
            **TOTAL,
            "key": "p_other",
            "label": "种下的另一个计算值",
            "value": {"field": "p_total", "type": "number"},
        }
        self.steps[0]["blocks"].insert(
            0, TOTAL | {"value": op("sum", {"field": "p_other", "type": "number"}, {"number": "1"})}
        )
        self.append(other)
        return (0, 0, -1), "value.0"

    def value_later(self):
        self.steps[0]["blocks"].insert(
            0, TOTAL | {"value": op("sum", op("mul", SIZE, {"number": "1.5"}), {"number": "1"})}
        )
        self.append(NUMBER)
        return (0, 0, -1), "value.0"

    def value_missing(self):
        return self.computed(op("sub", SIZE, {"field": "gone", "type": "number"}), "value.1")

    def value_type(self):
        return self.computed(op("sum", SIZE, WHO), "value.1")

    def value_number(self):
        return self.computed(op("sum", {"number": "1"}, op("mul", SIZE, {"number": "一倍半"})), "value.1")

    def unreachable_step(self):
        self.steps[0]["title"] = self.steps[0].get("title") or "一"
        self.steps[0]["blocks"].insert(0, copy.deepcopy(SOURCE))
        self.steps.append({"title": "到不了", "show": op("and", chosen("c1"), chosen("c2")), "blocks": [TARGET]})
        return (len(self.steps) - 1, -1, -1), "show"

    def idle_requirement(self):
        return self.ruled(chosen("c1"), "require", required=True), "require"

    def required_where_hidden(self):
        return self.ruled(chosen("c1"), require=chosen("c2")), "require"

    def placeholder(self):
        return self.inserted("label", label=self.random.choice(["新字段", "xxx", "未命名", "测试", "？？？"]))

    def placeholder_help(self):
        name, text = self.random.choice([("help", "请输入"), ("example", "例如"), ("help", "TODO：补充")])
        return self.inserted(name, **{name: text})

    def placeholder_choice(self):
        return self.inserted("choices", SOURCE, choices=[{"value": "c9", "label": "请选择"}, *PAIR])

    def placeholder_heading(self):
        return self.insert({"type": "section", "title": "小标题"}), "title"

    def blank_in_declaration(self):
        return self.inserted("text", {**TARGET, "type": "declaration"}, version="1", text="本人____保证属实。")

    def choice_alike(self):
        return self.inserted("choices", SOURCE, choices=[*PAIR, {"value": "c3", "label": "甲。"}])

    def choice_same_to_the_eye(self):
        label = self.random.choice(["A类 ", "Ａ类", "А类", "A\u200b类"])
        return self.inserted(
            "choices", SOURCE, choices=[*PAIR, {"value": "c3", "label": "A类"}, {"value": "c4", "label": label}]
        )

    def example_lead(self):
        return self.inserted("example", example="例如：郑州市金水区")

    def choice_parent(self):
        rows = [{"value": "c1", "label": "餐饮 > 中餐"}, {"value": "c2", "label": "餐饮 > 西餐"}]
        return self.inserted("choices", {**SOURCE, "type": "linked_choices"}, choices=rows)

    def choice_wording(self):
        return self.inserted("label", SOURCE, label="种下的选择（可多选）")

    def label_again(self):
        self.steps[0]["title"] = self.steps[0].get("title") or "一"
        self.steps[0]["blocks"].insert(0, {**copy.deepcopy(TARGET), "key": "p_first"})
        self.steps.append({"title": "最后一步", "blocks": [copy.deepcopy(TARGET)]})
        return (len(self.steps) - 1, 0, -1), "label"

    def group_label_twice(self):
        whole = {"type": "group", "key": "p_group", "label": "种下的组", "min": 1, "max": 3, "blocks": [TARGET]}
        self.steps[0]["blocks"].insert(0, {**copy.deepcopy(whole), "key": "p_other"})
        return self.append(whole), "label"

    def group_rows(self):
        return self.group("max", max=self.random.choice([0, 51, 500]))

    def help_required(self):
        return self.inserted("help", help="选填。", required=True)

    def label_unit(self):
        return self.inserted("label", NUMBER, label="种下的长（米）", unit="米")

    def label_two(self):
        return self.inserted("label", label="种下人的姓名和电话")

    def help_limits(self):
        return self.inserted("help", help="不超过 100 字。", max_length=50)

    def file_wording(self):
        return self.inserted("kinds", {**TARGET, "type": "file", "label": "种下的现场照片"}, kinds=["pdf"])

    def file_twice(self):
        self.steps[0]["blocks"].insert(0, {**TARGET, "key": "p_first", "type": "file", "label": "种下的证书"})
        return self.append({**TARGET, "type": "file", "label": "种下的证书复印件"}), "label"

    def derived(self):
        self.steps[0]["blocks"].insert(0, {"type": "id_number", "key": "p_id", "label": "种下人身份证号", "required": True, "purpose": "核对身份"})  # fmt: skip
        return self.append({**SOURCE, "label": "种下人性别"}), "label"

    def personal_label(self):
        return self.inserted("personal", label="婚姻状况")

    def nothing_fits(self):
        return self.inserted("min", NUMBER, min="0.2", max="0.8", places=0)

    def only_one(self):
        return self.inserted("max", NUMBER, min="5", max="5")

    def limits_places(self):
        return self.inserted("min", NUMBER, min="0.005", places=2)

    def limits_sign(self):
        return self.inserted("min", NUMBER, min="-5", unit="人")

    def age(self):
        return self.inserted("max", NUMBER, max="1000", unit="岁")

    def date_limits_past(self):
        return self.inserted("latest", {**TARGET, "type": "date", "label": "计划种下的日子"}, latest="2020-01-01")

    def date_year(self):
        return self.inserted("earliest", {**TARGET, "type": "date"}, earliest="0206-01-01")

    def paper_kind(self):
        return self.inserted("papers", {**TARGET, "type": "identity_paper", "purpose": "核对"}, papers=["driving"])

    def fact_twice(self):
        one = {**TARGET, "type": "prefilled", "fact": "bureau"}
        self.steps[0]["blocks"].insert(0, {**one, "key": "p_first", "label": "种下的机构"})
        return self.append(one), "fact"

    def text_long(self):
        return self.inserted("max_length", max_length=1000)

    def rule_text(self):
        self.steps[0]["blocks"].insert(0, {**TARGET, "key": "p_words", "label": "种下的文字"})
        return self.append(
            {**TARGET, "show": op("eq", {"field": "p_words", "type": "text"}, {"text": "有限公司"})}
        ), "show.0"

    def rule_idle(self):
        return self.ruled(op("and", op("gt", SIZE, {"number": "10"}), op("gt", SIZE, {"number": "5"}))), "show.1"

    def rule_within_heading(self):
        self.steps[0]["blocks"][:0] = copy.deepcopy([SOURCE])
        self.append({"type": "section", "title": "种下的小标题", "show": chosen("c1")})
        return self.append({**TARGET, "show": chosen("c1")}), "show"

    def rule_of_all(self):
        self.steps[0]["blocks"][:0] = [{**copy.deepcopy(SOURCE), "required": True}]
        return self.append({**TARGET, "show": op("or", chosen("c1"), chosen("c2"))}), "show"

    def rule_of_none(self):
        self.steps[0]["blocks"][:0] = [{**copy.deepcopy(SOURCE), "required": True}]
        return self.append({**TARGET, "show": op("empty", WHO)}), "show"

    def rule_beyond_total(self):
        self.steps[0]["blocks"][:0] = copy.deepcopy([NUMBER, {**TOTAL, "value": op("mul", SIZE, {"number": "2"})}])
        return self.append(
            {**TARGET, "show": op("gt", {"field": "p_total", "type": "number"}, {"number": "200"})}
        ), "show"

    def rule_in_unseen_step(self):
        self.steps[0]["title"] = self.steps[0].get("title") or "一"
        self.steps[0]["blocks"].insert(0, copy.deepcopy(SOURCE))
        self.steps.append({"title": "种下的一步", "show": chosen("c1"), "blocks": [{**NUMBER}]})
        step = {"title": "到不了", "show": op("and", op("filled", SIZE), chosen("c2")), "blocks": [TARGET]}
        self.steps.append(copy.deepcopy(step))
        return (len(self.steps) - 1, -1, -1), "show"

    def row_against_group(self):
        self.steps[0]["blocks"].insert(0, copy.deepcopy(SOURCE))
        rows = [{**TARGET, "show": chosen("c2")}]
        group = {"type": "group", "key": "p_group", "label": "种下的组", "min": 1, "max": 3, "show": chosen("c1")}
        step, at, _inner = self.append({**group, "blocks": rows})
        return (step, at, 0), "show"

    def value_vain(self):
        return self.computed(op("sum", SIZE, op("mul", SIZE, {"number": "0"})), "value.1")

    def value_units(self):
        self.steps[0]["blocks"].insert(0, {**NUMBER, "key": "p_first", "label": "种下的人数", "unit": "人"})
        self.steps[0]["blocks"].insert(0, {**NUMBER, "key": "p_second", "label": "种下的长", "unit": "米"})
        parts = [{"field": key, "type": "number"} for key in ("p_first", "p_second")]
        return self.append(TOTAL | {"value": op("sum", *parts)}), "value.1"

    def step_title_long(self):
        self.steps[0]["title"] = self.steps[0].get("title") or "一"
        self.steps.append({"title": "种下的很长很长很长很长很长很长很长很长的名称", "blocks": [TARGET]})
        return (len(self.steps) - 1, -1, -1), "title"

    def step_idle(self):
        self.steps[0]["title"] = self.steps[0].get("title") or "一"
        self.steps.append({"title": "只有文字", "blocks": [{"type": "guidance", "text": "种下的文字。"}]})
        return (len(self.steps) - 1, -1, -1), "title"

    def steps_many(self):
        self.steps[:] = [{"title": f"种下的步骤{'甲乙丙丁戊己庚辛壬癸子丑'[n]}", "blocks": [{**TARGET, "key": f"p{n}", "label": f"第{n}问"}]} for n in range(12)]  # fmt: skip
        return (-1, -1, -1), ""

    def section_twice(self):
        self.steps[0]["blocks"][:0] = copy.deepcopy([{"type": "section", "title": "种下的小标题"}, TARGET])
        self.steps[0]["blocks"] += [{"type": "section", "title": "种下的 小标题"}, {**TARGET, "key": "p_more", "label": "种下的另一问"}]  # fmt: skip
        return (0, len(self.steps[0]["blocks"]) - 2, -1), "title"

    def declared_early(self):
        block = {**TARGET, "type": "declaration", "text": "以上内容属实。", "version": "1"}
        self.steps[0]["blocks"].insert(0, block)
        return (0, 0, -1), "text"

    def key_shape(self):
        return self.inserted("key", key="P 1")

    def help_unset(self):
        return self.inserted("help", max_length=None, help="请简要说明，不超过 200 字。")

    def help_kinds(self):
        return self.inserted("help", {**TARGET, "type": "file"}, kinds=["image"], help="请上传盖章的 PDF 文件。")

    def choices_overlap(self):
        labels = "18 岁以下", "18–35 岁", "30–60 岁", "60 岁以上"
        return self.inserted(
            "choices", SOURCE, choices=[{"value": f"c{n}", "label": one} for n, one in enumerate(labels)]
        )

    def choices_apart(self):
        labels = "10 人以下", "10–50 人", "100 人（含）以上"
        return self.inserted(
            "choices", SOURCE, choices=[{"value": f"c{n}", "label": one} for n, one in enumerate(labels)]
        )

    def limits_share(self):
        return self.inserted("max", NUMBER, label="种下的持股比例", unit="%", max="1000")

    def value_copy(self):
        return self.computed(SIZE, "value.0")

    def markup_in_text(self):
        return self.insert({"type": "guidance", "text": "<p>请如实填写</p>"}), "text"

    def label_denies(self):
        label = self.random.choice(["是否不是种下的", "是否没有种下", "没有种下的东西"])
        return self.inserted("label", {**TARGET, "type": "yes_no"}, label=label)

    def label_two_more(self):
        return self.inserted(
            "label", label=self.random.choice(["种下证的编号、发证机关和有效期", "种下的开户行及账号"])
        )

    def placeholder_numbered(self):
        return self.insert({"type": "section", "title": "第二部分"}), "title"

    def placeholder_choice_numbered(self):
        return self.inserted("choices", SOURCE, choices=[{"value": "c9", "label": "选项三"}, *PAIR])

    def choice_yes_no(self):
        rows = [{"value": "c1", "label": "是"}, {"value": "c2", "label": "否"}]
        return self.inserted("choices", SOURCE, choices=rows)

    def some_of(self, label):
        """A question with several choices, and one that stands for all or none of them."""
        rows = [*PAIR, {"value": "c9", "label": label}]
        return self.inserted("choices", {**SOURCE, "type": "multiple_choice"}, choices=rows)

    def choice_all(self):
        return self.some_of(self.random.choice(["以上都是", "全选"]))

    def choice_none(self):
        return self.some_of(self.random.choice(["无", "没有", "以上都不是"]))

    def choice_long(self):
        return self.inserted("choices", SOURCE, choices=[*PAIR, {"value": "c9", "label": "种" * 41}])

    def limits_room(self):
        return self.inserted("max_length", label="种下的通讯地址", max_length=6)

    def limits_room_long(self):
        return self.inserted("max_length", {**TARGET, "type": "long_text"}, max_length=5)

    def birth_ahead(self):
        return self.inserted("when", {**TARGET, "type": "date", "label": "种下人的出生日期"})

    def count_below_nothing(self):
        return self.inserted("min", {**NUMBER, "label": "种下的份数"}, min="-5")

    def unit_missing(self):
        return self.inserted("unit", {**NUMBER, "label": "种下的占地面积"})

    def required_none(self):
        for block in (block for step in self.steps for block in step["blocks"]):
            block.pop("required", None)
            for row in block.get("blocks", []):
                row.pop("required", None)
        return (-1, -1, -1), ""

    def declaration_free(self):
        return self.append({**TARGET, "type": "declaration", "text": "种下的话属实。", "version": "1"}), "required"

    def declared_at_the_start(self):
        block = {**TARGET, "type": "declaration", "text": "本人保证所填内容真实。", "version": "1", "required": True}
        self.steps[0]["blocks"].insert(0, block)
        return (0, 0, -1), "text"

    def signed_before_declared(self):
        sign = {
            "type": "signature",
            "key": "p_sign",
            "label": "种下人签名",
            "statement": "种下人签名。",
            "purpose": "核对身份",
        }
        place = self.append(sign)
        self.append({**TARGET, "type": "declaration", "text": "种下的话属实。", "version": "1", "required": True})
        return place, "label"

    def signed_twice(self):
        sign = {
            "type": "signature",
            "key": "p_sign",
            "label": "种下人签名",
            "statement": "属实。",
            "purpose": "核对身份",
        }
        self.append(sign)
        self.steps.append({"title": "最后", "blocks": [{**sign, "key": "p_again", "label": "签名"}]})
        self.steps[0]["title"] = self.steps[0].get("title") or "一"
        return (len(self.steps) - 1, 0, -1), "label"

    def planted_day(self, **more):
        self.steps[0]["blocks"].insert(0, {**TARGET, "key": "p_day", "type": "date", "label": "种下的日子", **more})
        return {"field": "p_day", "type": "date"}

    def rule_ahead(self):
        day = self.planted_day(when="future")
        return self.append({**TARGET, "show": op("lt", day, {"date": "2000-01-01"})}), "show"

    def rule_days_ahead(self):
        days = op("days", {"op": "today", "args": []}, self.planted_day(when="future"))
        return self.append({**TARGET, "show": op("lt", days, {"number": "0"})}), "show"

    def rule_same(self):
        day = self.planted_day()
        return self.append({**TARGET, "show": op("gt", op("days", day, day), {"number": "3"})}), "show.0"

    def rule_blank(self):
        self.steps[0]["blocks"].insert(0, {**TARGET, "key": "p_fact", "label": "种下的事项", "type": "prefilled", "fact": "item"})  # fmt: skip
        return self.append({**TARGET, "show": op("eq", {"field": "p_fact", "type": "text"}, {"text": ""})}), "show.0"

    def rule_rows_apart(self):
        rows = [{**copy.deepcopy(SOURCE), "key": "p_row"}]
        self.steps[0]["blocks"].insert(0, {"type": "group", "key": "p_group", "label": "种下的组", "min": 1, "max": 3, "blocks": rows})  # fmt: skip
        row = {"row": "p_row", "type": "text"}
        some = {"op": "any", "rows": "p_group", "where": op("eq", row, {"text": "c1"})}
        every = {"op": "all", "rows": "p_group", "where": op("eq", row, {"text": "c2"})}
        return self.append({**TARGET, "show": op("and", some, every)}), "show"

    def value_reversed(self):
        first = self.planted_day(label="种下的开工日期")
        self.steps[0]["blocks"].insert(0, {**TARGET, "key": "p_end", "type": "date", "label": "种下的完工日期"})
        return self.append(TOTAL | {"value": op("days", {"field": "p_end", "type": "date"}, first)}), "value.0"

    def value_hidden(self):
        self.steps[0]["blocks"][:0] = copy.deepcopy([SOURCE, {**NUMBER, "show": chosen("c1")}])
        return self.append(TOTAL | {"value": op("mul", SIZE, {"number": "2"}), "show": chosen("c2")}), "value.0"

    def type_other(self):
        block = {**TARGET, "type": "landline", "purpose": "通知", "label": "种下的联系地址"}
        return self.inserted("label", block)

    def yes_no_open(self):
        return self.inserted(
            "label", {**TARGET, "type": "yes_no", "label": self.random.choice(["经营类型", "怎样领取种下的东西"])}
        )

    def date_as_number(self):
        return self.inserted("label", {**NUMBER, "key": "p_day", "label": "种下的出生日期"})

    # Words beside settings

    def several(self, attribute, **more):
        rows = [{"value": f"c{n}", "label": one} for n, one in enumerate("甲乙丙丁戊")]
        return self.inserted(attribute, {**SOURCE, "type": "multiple_choice"}, choices=rows, **more)

    def words_choices(self):
        label = self.random.choice(
            ["种下的志愿（最多选 2 项）", "种下的志愿（限选两项）", "种下的志愿（至多勾选二项）"]
        )
        return self.several("label", label=label, max_choices=3)

    def words_choices_unset(self):
        return self.several("help", help=self.random.choice(["最多可选三项。", "请选择 3 项。", "不超过 3 类。"]))

    def words_length(self):
        return self.inserted("label", label="种下的经过（300 字以内）", type="long_text", max_length=200)

    def words_number(self):
        text = self.random.choice(["须年满 80 周岁。", "不得低于八十岁", "申请人须满 80 岁"])
        return self.inserted("help", NUMBER, label="种下的年龄", unit="岁", min="60", max="120", help=text)

    def words_number_unset(self):
        return self.inserted("help", NUMBER, unit="人", label="种下的人数", min=None, max="90", help="不少于 3 人。")

    def words_in_other_unit(self):
        return self.inserted("help", NUMBER, unit="米", max="500", help="不超过 2 公里。")

    def words_money(self):
        return self.inserted("help", {**TARGET, "type": "money"}, max="300000", help="最高不超过 50 万元")

    def words_places(self):
        return self.inserted("help", NUMBER, places=0, help="请保留两位小数")

    def words_size(self):
        text = self.random.choice(["单个文件不超过 5MB", "每份不大于 5 兆", "大小在 5M 以内"])
        return self.inserted("help", {**TARGET, "type": "file"}, max_mb=20, help=text)

    def words_days(self):
        return self.inserted("help", {**TARGET, "type": "date_range"}, max_days=60, help="每次最长 30 天")

    def words_rows(self):
        return self.group("help", max=20, help=self.random.choice(["最多填 5 人", "不超过五项。", "至多添加 5 名"]))

    def words_rows_free(self):
        return self.group("help", help=self.random.choice(["没有的可不填", "选填", "如有请填写"]))

    def words_free(self):
        text = self.random.choice(["没有字号的可不填", "如有请填写", "非必填", "暂无的可以留空", "有则填，无则不填"])
        return self.inserted("help", help=text, required=True)

    def words_bound(self):
        return self.inserted("help", help=self.random.choice(["必须填写", "本项不得为空。", "请务必如实填写"]))

    def words_digits(self):
        return self.inserted("help", help="共 18 位数字", max_length=15)

    def words_files(self):
        text = self.random.choice(["请上传正反面照片 2 张", "提供现场照片三张", "上传合同、发票各 2 份"])
        return self.inserted("help", {**TARGET, "type": "file"}, help=text)

    def words_only_kind(self):
        text = self.random.choice(["仅限 PDF 格式", "只接受PDF文件。", "须为 PDF"])
        return self.inserted("help", {**TARGET, "type": "file"}, kinds=["pdf", "image"], help=text)

    def words_unit(self):
        text = self.random.choice(["单位：厘米", "请以厘米为单位", "按厘米填写"])
        return self.inserted("help", NUMBER, unit="米", label="种下的长度", help=text)

    def words_unit_money(self):
        return self.inserted("label", {**TARGET, "type": "money"}, label="种下的总造价（万元）")

    def unit_measure(self):
        label, unit = self.random.choice(
            [("建筑面积", "米"), ("租用天数", "小时"), ("参保人数", "元"), ("长度", "平方米")]
        )
        return self.inserted("unit", NUMBER, label=f"种下的{label}", unit=unit)

    def period_other(self):
        return self.inserted("help", {**TARGET, "type": "money"}, label="种下的年收入", help="请填写每月实发收入")

    def count_places(self):
        return self.inserted("places", NUMBER, label="种下的职工人数", places=2)

    def count_without_least(self):
        return self.inserted("min", NUMBER, label="种下的床位数", unit="张", min=None)

    def choice_wording_counted(self):
        label = self.random.choice(["种下的去向（最多可选 3 项）", "种下的去向（可选多项）", "种下的去向（任选两项）"])
        return self.inserted("label", SOURCE, label=label)

    def choice_wording_one(self):
        label = self.random.choice(["种下的去向（二选一）", "种下的去向（只能选择一项）", "种下的去向（不可多选）"])
        return self.inserted("label", {**SOURCE, "type": "multiple_choice"}, label=label)

    def words_when(self):
        text = self.random.choice(["不得晚于今天", "须为过去的日期", "不能填写未来日期"])
        return self.inserted("help", {**TARGET, "type": "date"}, when="future", help=text)

    def words_day(self):
        return self.inserted("help", {**TARGET, "type": "date"}, latest="2027-05-31", help="不晚于 2027 年 3 月 31 日")

    def words_hours(self):
        return self.inserted("help", {**TARGET, "type": "time"}, earliest="08:00", latest="17:00", help="9:00 至 17:00")

    def words_sample(self):
        block = {**TARGET, "type": "landline", "purpose": "通知", "label": "种下的座机"}
        return self.inserted("help", block, help="如：371-123")

    def rule_known_fact(self):
        self.steps[0]["blocks"].insert(0, {**TARGET, "key": "p_fact", "label": "种下的事项", "type": "prefilled", "fact": "item"})  # fmt: skip
        return self.append({**TARGET, "show": op("empty", {"field": "p_fact", "type": "text"})}), "show"

    def rule_every_row(self):
        rows = [{**copy.deepcopy(SOURCE), "key": "p_row", "required": True}]
        self.steps[0]["blocks"].insert(0, {"type": "group", "key": "p_group", "label": "种下的组", "min": 1, "max": 3, "blocks": rows})  # fmt: skip
        where = op("filled", {"row": "p_row", "type": "text"})
        return self.append({**TARGET, "show": {"op": "all", "rows": "p_group", "where": where}}), "show"

    def placeholder_intro(self):
        self.steps[0]["intro"] = "TODO"
        return (0, -1, -1), "intro"


KINDS = ENTANGLED_KINDS | WORDING_KINDS | {
    "words_choices": "help-limits", "words_choices_unset": "help-limits", "words_length": "help-limits",
    "words_number": "help-limits", "words_number_unset": "help-limits", "words_in_other_unit": "help-limits",
    "words_money": "help-limits", "words_places": "help-limits", "words_size": "help-limits", "words_days": "help-limits",
    "words_rows": "help-limits", "words_rows_free": "group-required", "words_free": "help-required",
    "words_bound": "help-required", "words_digits": "help-digits", "words_files": "file-number",
    "words_only_kind": "help-kinds", "words_unit": "unit-other", "words_unit_money": "unit-other",
    "unit_measure": "unit-measure", "period_other": "period-other", "count_places": "count-places",
    "count_without_least": "limits-sign", "choice_wording_counted": "choice-wording",
    "choice_wording_one": "choice-wording", "words_when": "help-when", "words_day": "help-days",
    "words_hours": "help-days", "words_sample": "help-sample", "rule_known_fact": "rule-never",
    "rule_every_row": "rule-always",
    "type_other": "type-other", "yes_no_open": "yes-no-open", "date_as_number": "plain-type",
    "placeholder_intro": "placeholder",
    "label_denies": "label-denies", "label_two_more": "label-two", "placeholder_numbered": "placeholder",
    "placeholder_choice_numbered": "placeholder-idle", "choice_yes_no": "choice-yes-no", "choice_all": "choice-all",
    "choice_none": "choice-none", "choice_long": "choice-long", "limits_room": "limits-room",
    "limits_room_long": "limits-room", "birth_ahead": "date-ahead", "count_below_nothing": "limits-sign",
    "unit_missing": "unit-missing", "required_none": "required-none", "declaration_free": "declaration-free",
    "declared_at_the_start": "declaration-early", "signed_before_declared": "declaration-early",
    "signed_twice": "file-twice", "rule_ahead": "rule-never", "rule_days_ahead": "rule-never", "rule_same": "rule-same",
    "rule_blank": "rule-blank", "rule_rows_apart": "rule-never", "value_reversed": "value-reversed",
    "value_hidden": "value-hidden",
    "no_label": "label", "label_twice": "label-twice", "row_label_twice": "label-twice", "key_twice": "key-twice",
    "no_purpose": "purpose", "no_purpose_in_row": "purpose", "no_choices": "choices", "one_choice": "choices",
    "choice_twice": "choice-twice", "choice_value": "choice-value", "choice_label": "choice-label",
    "choice_levels": "choice-levels", "many_choices": "choice-many", "one_of_many": "choice-one",
    "too_many_of_few": "limits", "text_limits": "limits", "number_limits": "limits", "date_limits": "limits",
    "range_limits": "limits", "time_limits": "limits", "declaration_text": "declaration-text",
    "declaration_version": "declaration-version", "statement": "statement", "fact": "fact",
    "unknown_fact": "fact-unknown", "area": "area", "file_kind": "file-kind", "file_size": "file-size",
    "file_count": "file-count", "empty_step": "step-empty", "untitled_step": "step-title",
    "step_title_twice": "step-title-twice", "long_step": "long-step", "empty_section": "section-empty",
    "idle_section": "section-idle", "empty_guidance": "guidance-empty", "group_label": "group-label",
    "empty_group": "group-empty", "group_limits": "group-limits", "single_group": "group-once",
    "long_row": "long-row", "long_label": "label-long", "label_end": "label-end", "label_mark": "label-mark",
    "repeated_help": "help-repeats", "repeated_example": "example-repeats", "markup": "markup",
    "refused_example": "example", "idle_purpose": "purpose-idle", "applicant_twice": "applicant-twice",
    "plain_type": "plain-type", "rule_empty": "rule-empty", "rule_self": "rule-self", "rule_later": "rule-later",
    "rule_missing": "rule-missing", "rule_type": "rule-type", "rule_value": "rule-value",
    "rule_choice": "rule-choice", "rule_limits": "rule-limits", "rule_between": "rule-between",
    "rule_twice": "rule-twice", "hidden_required": "hidden-required", "rule_never": "rule-never",
    "rule_always": "rule-always", "unreachable_step": "step-unreachable", "idle_requirement": "require-idle",
    "required_where_hidden": "require-hidden", "value_empty": "value-empty", "value_self": "value-self",
    "value_circle": "value-circle", "value_later": "value-later", "value_missing": "value-missing",
    "value_type": "value-type", "value_number": "value-type", "value_idle": "value-idle", "no_length": "limits",
    "no_days": "limits", "blank_declaration": "declaration-text", "nearly_label_twice": "label-twice",
    "empty_purpose": "purpose", "id_as_number": "plain-type", "date_as_text": "plain-type",
    "beyond_number": "rule-never", "beyond_date": "rule-never", "beyond_count": "rule-never",
    "hidden_source": "rule-never", "placeholder_help": "placeholder-idle", "placeholder": "placeholder", "placeholder_choice": "placeholder-idle",
    "placeholder_heading": "placeholder", "blank_in_declaration": "declaration-blank", "choice_alike": "choice-alike",
    "choice_same_to_the_eye": "choice-twice", "choice_wording": "choice-wording", "example_lead": "example-lead", "choice_parent": "choice-parent", "label_again": "label-again",
    "group_label_twice": "label-twice", "group_rows": "group-limits", "help_required": "help-required",
    "label_unit": "label-unit", "label_two": "label-two", "help_limits": "help-limits", "file_wording": "file-wording",
    "file_twice": "file-twice", "derived": "derived", "personal_label": "personal-label", "nothing_fits": "limits-none",
    "only_one": "limits-one", "limits_places": "limits-places", "limits_sign": "limits-sign", "age": "age",
    "date_limits_past": "date-limits", "date_year": "date-limits", "paper_kind": "paper-kind",
    "fact_twice": "fact-twice", "text_long": "text-long", "rule_text": "rule-text", "rule_idle": "rule-idle",
    "rule_within_heading": "rule-always", "rule_of_all": "rule-always", "rule_of_none": "rule-never",
    "rule_beyond_total": "rule-never", "rule_in_unseen_step": "step-unreachable", "row_against_group": "rule-never",
    "value_vain": "value-vain", "value_units": "value-units", "step_title_long": "step-title-long",
    "step_idle": "step-idle", "steps_many": "steps-many", "section_twice": "section-twice",
    "declared_early": "declaration-early", "key_shape": "key-shape", "markup_in_text": "markup",
    "help_unset": "help-limits", "help_kinds": "help-kinds", "choices_overlap": "choice-ranges",
    "choices_apart": "choice-ranges", "limits_share": "limits-share", "value_copy": "value-copy",
}  # fmt: skip
"""The code that finds each kind of planted fault."""
