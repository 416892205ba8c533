"""What a browser would send of a form, from its HTML."""

from bs4 import BeautifulSoup


def fields(html, selector):
    """Names and values of the form's fields as they stand; without buttons, files and templates of new rows."""
    sent = []
    for field in BeautifulSoup(html, "html.parser").select_one(selector).find_all(["input", "textarea", "select"]):
        name, kind = field.get("name"), field.get("type", "")
        if not name or field.has_attr("disabled") or "__prefix__" in name or kind in {"submit", "button", "file"}:
            continue
        if field.name == "select":
            sent += [(name, option.get("value", "")) for option in field.find_all("option", selected=True)]
        elif field.name == "textarea":
            sent.append((name, field.text.removeprefix("\n")))
        elif kind not in {"checkbox", "radio"} or field.has_attr("checked"):
            sent.append((name, field.get("value", "on" if kind == "checkbox" else "")))
    return sent
