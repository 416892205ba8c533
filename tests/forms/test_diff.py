"""What differs between two versions of a form is said in the words of the builder."""

from forms import diff


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
