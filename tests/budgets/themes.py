"""A theme's draft, by the items that are applied for at once: their forms, steps and papers."""

from forms import service
from guidance.applications.bundles import drafts
from guidance.applications.bundles.filling import Joint
from guidance.applications.filling import kept
from items import bureaus
from items.models import ThemeIndexPage, ThemeItem, ThemePage
from tests.items import factories

from .table import Budget, Hall


def filled(hall: Hall, start: int, end: int) -> None:
    """Each row: an item with a form of two steps and a paper of its own, filled in to the end; the draft is saved."""
    own = bureaus.ensure_page(hall.bureau)
    if not start:
        page = ThemePage(title="我要开店", slug="at-once", live=True, lead=hall.bureau)
        hall.theme = ThemeIndexPage.objects.get().add_child(instance=page)
    for n in range(start, end):
        steps = [
            {"title": f"第{at}步", "blocks": [{"type": "text", "key": f"t{at}", "label": f"问题{at}"}]} for at in "ab"
        ]
        form = service.create_from_definition(f"联办{n}", f"at-once-{n}", hall.bureau, steps, hall.editor)
        item = factories.shelved(own, f"联办事项{n}", form=form, apply_online=True)
        item.materials.update(name=f"证明{n}")
        ThemeItem.objects.create(theme=hall.theme, item=item, sort_order=n)
    items = [row.item for row in hall.theme.theme_items.select_related("item__form")]
    draft = drafts.begin(hall.theme, "", items, f"budget-{end}", None)
    draft.inputs = {"contact": {"name": ["王五"], "phone": ["13812345678"]}, "papers": {}}
    draft.inputs |= {f"item-{item.pk}": {"answers-ta": ["甲"], "answers-tb": ["乙"]} for item in items}
    draft.done = [page.name for page in Joint(draft).all_pages]
    kept.give_code(draft)
    session = hall.client("citizen").session
    session["joint_drafts"] = {str(hall.theme.pk): draft.pk}
    session.save()
    hall.client("citizen").cookies["sessionid"] = session.session_key


def renewed(hall: Hall, start: int, end: int) -> None:
    """The same, and every form was published anew meanwhile."""
    filled(hall, start, end)
    for row in hall.theme.theme_items.select_related("item__form"):
        form = row.item.form
        steps = [{"title": "第一步", "blocks": [{"type": "text", "key": "ta", "label": f"问题{end}"}]}]
        service.create_from_definition(form.title, form.code, hall.bureau, steps, hall.editor)


BUDGETS = [
    Budget("theme-apply-page", "/themes/at-once/apply/contact/", filled, 13),
    Budget("theme-apply-page", "/themes/at-once/apply/papers/", filled, 13),
    Budget("theme-apply-check", "/themes/at-once/apply/check/", filled, 13),
    Budget("theme-apply-version", "/themes/at-once/apply/version/", renewed, 14),
    Budget("theme-apply-saved", "/themes/at-once/apply/saved/", filled, 12, grows=False),
    Budget("theme-apply-discard", "/themes/at-once/apply/discard/", filled, 12, grows=False),
    Budget("theme-apply-earlier", "/themes/at-once/apply/earlier/", filled, 12, grows=False),
]
