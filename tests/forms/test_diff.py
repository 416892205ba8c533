"""What differs between two versions of a form is said in the words of the builder."""

from forms import diff

from .asking import LARGE, PLACES, STEPS, eq


def form(**options):
    block = {"type": "files", "key": "plan", "label": "平面图", "required": True, **options}
    return {"schema": 1, "title": "表", "steps": [{"title": "材料", "blocks": [block]}]}


def test_kinds_of_files_are_named_and_their_order_says_nothing():
    old = form(kinds=["pdf", "image"])
    assert diff.changes(old, form(kinds=["image", "pdf"])) == []
    (line,) = diff.changes(old, form(kinds=["pdf", "image", "word"]))
    assert "DOCX" in line
    assert "image" not in line


def test_a_whole_number_is_shown_without_a_fraction():
    (line,) = diff.changes(form(max_mb=5.0), form(max_mb=8.0))
    assert "由「5」改为「8」" in line


def test_groups_and_conditions_are_told_in_words():
    old = {"schema": 1, "title": "表", "steps": STEPS}
    places = {**PLACES, "max": 5, "show": {"op": "not", "args": [eq("who", "c1")]}}
    places["blocks"] = [*PLACES["blocks"][:3], {**PLACES["blocks"][3], "show": None}]
    large = {**LARGE, "show": {"op": "and", "args": [LARGE["show"], eq("who", "c2")]}}
    new = {**old, "steps": [STEPS[0], {**STEPS[1], "blocks": [places, large]}]}
    assert diff.changes(old, new) == [
        "「经营场所」：最多几项：由「3」改为「5」",
        "删除字段「租约」",
        "「经营场所」：显示条件：由「「申请人类型」等于「单位」」改为「以下都不满足：「申请人类型」等于「个人」」",
        "「出租人」：显示条件：去掉了「「是否租用」等于「是」」",
        "「消防方案」：显示条件：由「「面积」各项合计大于（晚于）「200」」改为「「面积」各项合计大于（晚于）「200」，并且「申请人类型」等于「单位」」",
    ]
    assert diff.changes(new, new) == []


def stepped(*steps):
    """Steps by title with text fields by key."""
    made = [
        {"title": title, "blocks": [{"type": "text", "key": key, "label": f"题{key}"} for key in keys]}
        for title, *keys in steps
    ]
    return {"schema": 1, "title": "表", "steps": made}


def test_a_moved_step_is_told_as_moved_and_takes_its_fields_along():
    old = stepped(("甲", "a1", "a2"), ("乙", "b1"), ("丙", "c1"))
    assert diff.changes(old, stepped(("丙", "c1"), ("甲", "a1", "a2"), ("乙", "b1"))) == [
        "步骤「丙」由第 3 步移到第 1 步"
    ]
    assert diff.changes(old, stepped(("甲", "a1", "a2"), ("丁", "b1"), ("丙", "c1"))) == [
        "第 2 步的名称：由「乙」改为「丁」"
    ]


def test_the_fields_that_changed_places_are_named():
    old = stepped(("甲", "a1", "a2", "a3"), ("乙", "b1"))
    assert diff.changes(old, stepped(("甲", "a3", "a1", "a2"), ("乙", "b1"))) == ["字段的顺序有改动：「题a3」换了位置"]
    assert (
        diff.changes(old, stepped(("甲", "a1", "a3", "a2", "new"), ("乙", "b1")))[-1]
        == "字段的顺序有改动：「题a2」换了位置"
    )
    many = [f"k{n}" for n in range(30)]
    (line,) = diff.changes(stepped(("甲", *many)), stepped(("甲", *reversed(many))))
    assert line.endswith("等 29 个换了位置")
