"""A form with conditions and a repeating group, and short words for both."""

from django.utils.datastructures import MultiValueDict

from forms.compiled import CompiledForm

PAIR = [{"value": "c1", "label": "个人"}, {"value": "c2", "label": "单位"}]


def eq(key, value, kind="text", where="field"):
    """The answer is that."""
    return {"op": "eq", "args": [{where: key, "type": kind}, {kind: value}]}


WHO = {"type": "single_choice", "key": "who", "label": "申请人类型", "required": True, "choices": PAIR}
CODE = {"type": "text", "key": "code", "label": "单位编号", "required": True, "show": eq("who", "c2")}
NOTE = {"type": "text", "key": "note", "label": "备注", "require": eq("who", "c2")}
PLACES = {
    "type": "group", "key": "places", "label": "经营场所", "row_title": "场所", "min": 1, "max": 3,
    "show": eq("who", "c2"),
    "blocks": [
        {"type": "text", "key": "place", "label": "地址", "required": True},
        {"type": "yes_no", "key": "rented", "label": "是否租用", "required": True},
        {"type": "number", "key": "area", "label": "面积", "min": "0", "places": 2, "unit": "平方米"},
        {"type": "text", "key": "owner", "label": "出租人", "required": True, "show": eq("rented", True, "bool", "row")},
        {"type": "file", "key": "lease", "label": "租约", "kinds": ["pdf"], "max_mb": 5, "show": eq("rented", True, "bool", "row")},
    ],
}  # fmt: skip
TOTAL = {"op": "sum", "rows": "places", "of": {"row": "area", "type": "number"}}
LARGE = {"type": "text", "key": "plan", "label": "消防方案", "required": True,
         "show": {"op": "gt", "args": [TOTAL, {"number": "200"}]}}  # fmt: skip
STEPS = [{"title": "申请人", "blocks": [WHO, CODE, NOTE]}, {"title": "场所", "blocks": [PLACES, LARGE]}]


def compiled(*blocks, steps=None):
    return CompiledForm({"schema": 1, "title": "表", "steps": steps or [{"blocks": list(blocks)}]})


def filled(form, files=None, **values):
    """The form under what a browser sends: `places__0__area="5"` for a row's input."""
    data = MultiValueDict()
    for name, value in values.items():
        data.setlist(f"answers-{name.replace('__', '-')}", value if isinstance(value, list) else [value])
    return form.form_class(
        data, MultiValueDict({f"answers-{k.replace('__', '-')}": [v] for k, v in (files or {}).items()})
    )
