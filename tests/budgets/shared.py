"""Shared materials: the list of them, one that many guides use, and the guides that could share one."""

from wagtail.models import ReferenceIndex

from accounts.roles import Role
from items import sharing
from items.models import ItemPage, SharedMaterial
from items.models.rows import Material
from tests.factories import make_bureau, make_item, make_user

from .table import ADMIN, EDITOR, REVIEWER, Budget, Hall


def records(hall: Hall, start: int, end: int) -> None:
    """A bureau's records: some under review, each by another editor; papers that could be shared, with and without one."""
    for n in range(start, end):
        editor = make_user(Role.EDITOR, bureau=hall.bureau)
        make_bureau()
        record = SharedMaterial.objects.create(bureau=hall.bureau, name=f"证明{n}")
        record.save_revision(user=editor).publish()
        SharedMaterial.objects.get(pk=record.pk).save_revision(user=editor, log_action=True)
        record.get_workflow().start(record, hall.editor)
        names = (f"证明{n}", f"执照{n}", "身份证")
        for half in "甲乙":
            page = make_item(hall.bureau, f"事项{n}{half}", publish=False)
            page.materials = [Material(name=name, sort_order=order) for order, name in enumerate(names)]
            page.save()
            page.save_revision(user=editor)
        hall.draft = page


def uses(hall: Hall, start: int, end: int) -> None:
    """One record in many guides, public and in drafts, changed and reviewed again and again by many editors."""
    if not start:
        hall.record = SharedMaterial.objects.create(bureau=hall.bureau, name="营业执照")
        hall.record.save_revision(user=hall.editor).publish()
    for n in range(start, end):
        if n:
            hall.state.cancel(user=hall.editor)
        page = make_item(hall.bureau, f"事项{n}", publish=False)
        page.materials = [Material(name="营业执照", shared=hall.record)]
        page.save()
        page.save_revision().publish()
        editor = make_user(Role.EDITOR, bureau=hall.bureau)
        draft = SharedMaterial.objects.get(pk=hall.record.pk).get_latest_revision_as_object()
        draft.instructions = f"第{n}版"
        hall.revision = draft.save_revision(user=editor, log_action=True)
        hall.state = draft.get_workflow().start(SharedMaterial.objects.get(pk=hall.record.pk), editor)
        ReferenceIndex.create_or_update_for_object(ItemPage.objects.get(pk=page.pk))
    assert sharing.guides(hall.record).count() == end


LIST, CHOOSER = "wagtailsnippets_items_sharedmaterial", "wagtailsnippetchoosers_items_sharedmaterial"
AT, ONE = "/admin/snippets/items/sharedmaterial", "{hall.record.pk}/"
BUDGETS = [
    Budget(f"{LIST}:list", f"{AT}/", records, 17, who=EDITOR),
    Budget(f"{LIST}:list", f"{AT}/", records, 11, who=ADMIN),
    Budget(f"{LIST}:list_results", f"{AT}/results/?q=证明", records, 10, who=EDITOR),
    Budget(f"{LIST}:add", f"{AT}/add/", records, 15, who=ADMIN),
    Budget(f"{CHOOSER}:choose", "/admin/snippets/choose/items/sharedmaterial/", records, 7, who=EDITOR),
    Budget(f"{CHOOSER}:choose_results", "/admin/snippets/choose/items/sharedmaterial/results/", records, 7, who=EDITOR),
    Budget("items_share", "/admin/items/share/{hall.bureau.slug}/", records, 18, who=EDITOR),
    Budget(
        "items_share",
        "/admin/items/share/{hall.bureau.slug}/?guide={hall.draft.pk}",
        records,
        19,
        who=EDITOR,
        grows=False,
    ),
    Budget("wagtailadmin_home", "/admin/", records, 30, who=REVIEWER),
    Budget("reviews", "/admin/reports/workflow/", records, 18, who=ADMIN),
    Budget("review_tasks", "/admin/reports/workflow_tasks/", records, 23, who=EDITOR),
    Budget("review_tasks_results", "/admin/reports/workflow_tasks/results/", records, 11, who=EDITOR),
    Budget(f"{LIST}:edit", f"{AT}/edit/{ONE}", uses, 80, who=EDITOR),
    Budget(f"{LIST}:edit", f"{AT}/edit/{ONE}", uses, 85, who=REVIEWER),
    Budget(f"{LIST}:inspect", f"{AT}/inspect/{ONE}", uses, 17, who=REVIEWER, grows=False),
    Budget(f"{LIST}:usage", f"{AT}/usage/{ONE}", uses, 21, who=EDITOR),
    Budget(f"{LIST}:history", f"{AT}/history/{ONE}", uses, 21, who=EDITOR),
    Budget(f"{LIST}:history_results", f"{AT}/history-results/{ONE}", uses, 12, who=EDITOR),
    Budget(
        f"{LIST}:revisions_compare",
        f"{AT}/history/{ONE}revisions/compare/live...latest/",
        uses,
        18,
        who=REVIEWER,
        grows=False,
    ),
    Budget(
        f"{LIST}:revisions_revert",
        f"{AT}/history/{ONE}revisions/{{hall.revision.pk}}/revert/",
        uses,
        83,
        who=EDITOR,
        grows=False,
    ),
    Budget(f"{LIST}:workflow_history", f"{AT}/workflow_history/{ONE}", uses, 20, who=EDITOR),
    Budget(
        f"{LIST}:workflow_history_detail",
        f"{AT}/workflow_history/{ONE}detail/{{hall.state.pk}}/",
        uses,
        24,
        who=EDITOR,
        grows=False,
    ),
    Budget("items_shared_guides", "/admin/items/shared/{hall.record.pk}/guides/", uses, 23, who=EDITOR),
]
