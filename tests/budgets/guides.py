"""What came to a guide with its standard: sheets, feeds, readers' words, quality, and lists taken in."""

from django.utils import timezone
from wagtail.log_actions import log

from accounts.roles import Role
from guidance.cases import actors, flow
from guidance.cases.models import RatingFollowUp
from items import assessment
from items.models import GuideFeedback, GuideVersion, HeadingRule, ImportProfile, ImportRow, ImportRun
from items.models.quality import SelfCheck, SelfCheckCount, SelfCheckFinding
from tests.cases import staff
from tests.factories import make_item, make_user

from .public import guide, shelf
from .table import ADMIN, EDITOR, SUPERVISOR, Budget, Hall, history


def publications(hall: Hall, start: int, end: int) -> None:
    """Versions of as many guides of a bureau, and of one of them as often."""
    for n in range(start, end):
        now = timezone.now()
        other = make_item(hall.bureau, f"事项{n}")
        for page, number in ((other, 90), (hall.item, 100 + n)):
            said = [f"第{n}处改动"]
            GuideVersion.objects.create(page=page, number=number, published_at=now, changes=said)


def words(hall: Hall, start: int, end: int) -> None:
    """Readers' words on the newest version of as many guides, and ratings that are followed up, each by a clerk."""
    for n in range(start, end):
        item = make_item(hall.bureau, f"事项{n}")
        now = timezone.now()
        GuideFeedback.objects.create(page=item, version=1, useful=False, comment=f"第{n}条", at=now, reader=f"r{n}")
        case = staff.consultation(item)
        clerk = make_user(Role.CLERK, bureau=hall.bureau)
        staff.do(case, "take", clerk)
        staff.do(case, "answer", clerk, {"answer": "十个工作日。"})
        case.refresh_from_db()
        flow.perform(case, "rate", actors.citizen(), {"level": 1, "comment": f"第{n}条"})
    hall.follow_up = RatingFollowUp.objects.first()


def standings(hall: Hall, start: int, end: int) -> None:
    """Guides with their standing, and what the self-check found in as many bureaus and nights."""
    shelf(hall, start, end)
    assessment.keep_all()
    now = timezone.now()
    for _ in range(start, end):
        run = SelfCheck.objects.create(state=SelfCheck.State.DONE, asked_at=now, touched_at=now, ended_at=now)
        SelfCheckCount.objects.create(run=run, check_name="stale", bureau=hall.bureau, count=end)
    for n in range(end):
        said = {"bureau": hall.bureau, "subject": f"事项{n}", "message": "太久没有更新", "url": "/"}
        SelfCheckFinding.objects.create(run=run, check_name="stale", **said)


def lists(hall: Hall, start: int, end: int) -> None:
    """Files taken in by many people, one of them with as many lines; profiles of sources."""
    profile = ImportProfile.objects.create(name=f"来源{end}")
    for n in range(start, end):
        own = ImportProfile.objects.create(name=f"来源{start}-{n}")
        HeadingRule.objects.create(profile=profile, source=f"表头{n}", target="事项名称")
        person = make_user(Role.EDITOR, bureau=hall.bureau)
        hall.run = ImportRun.objects.create(
            file="imports/a.csv", name=f"清单{n}.csv", user=person, bureau=hall.bureau, profile=own, state="checked"
        )
    for n in range(end):
        ImportRow.objects.create(
            run=hall.run, preview=True, position=n, number=n, title=f"事项{n}", result="created", page=None
        )
    hall.profile = profile


def sources(hall: Hall, start: int, end: int) -> None:
    """One profile and one follow-up, changed again and again by many people."""
    if not start:
        hall.profile = ImportProfile.objects.create(name="来源")
        words(hall, 0, 1)
    for n in range(start, end):
        hall.profile.note, hall.follow_up.outcome = f"第{n}次", f"第{n}次"
        for row in (hall.profile, hall.follow_up):
            row._history_user = make_user(Role.EDITOR, bureau=hall.bureau)
            row.save()
            log(row, "wagtail.edit", user=row._history_user)


ITEM, RUN, FOLLOW_UP = "/items/{hall.item.address}", "/admin/imports/{hall.run.pk}", "/admin/rating-follow-ups"
BUDGETS = [
    Budget("feed", "/feed/", publications, 1),
    Budget("bureau-feed", "/bureaus/{hall.bureau.slug}/feed/", publications, 2),
    Budget("item-feed", f"{ITEM}/feed/", publications, 2),
    Budget("item-changes", f"{ITEM}/changes/", publications, 4),
    Budget("item-useful", f"{ITEM}/useful/", guide, 3, grows=False),
    Budget("checklist", f"{ITEM}/checklist/", guide, 10),
    Budget("checklist_qr", f"{ITEM}/checklist/qr.svg", guide, 8, grows=False),
    Budget("item-checklist", f"{ITEM}/checklist.csv", guide, 4),
    Budget("theme_checklist", "/themes/shop/checklist/", shelf, 9),
    Budget("theme_checklist_qr", "/themes/shop/checklist/qr.svg", shelf, 7, grows=False),
    Budget("items_quality", "/admin/reports/quality/", standings, 11, who=ADMIN),
    Budget("items_quality", "/admin/reports/quality/", standings, 16, who=EDITOR, grows=False),
    Budget("items_quality", "/admin/reports/quality/?export=csv", standings, 5, who=ADMIN),
    Budget("items_quality_results", "/admin/reports/quality/results/", standings, 5, who=ADMIN),
    Budget("items_quality_bureaus", "/admin/reports/quality/bureaus/", standings, 10, who=ADMIN),
    Budget("items_quality_bureaus_results", "/admin/reports/quality/bureaus/results/", standings, 5, who=ADMIN),
    Budget("items_selfcheck", "/admin/reports/selfcheck/", standings, 14, who=ADMIN),
    Budget("items_selfcheck_progress", "/admin/reports/selfcheck/progress/", standings, 4, who=ADMIN, grows=False),
    Budget("guide_feedback", "/admin/reports/guide-feedback/", words, 16, who=EDITOR),
    Budget("guide_feedback_results", "/admin/reports/guide-feedback/results/", words, 8, who=EDITOR),
    Budget("rating-follow-ups:index", f"{FOLLOW_UP}/", words, 14, who=SUPERVISOR),
    Budget("rating-follow-ups:index_results", f"{FOLLOW_UP}/results/", words, 8, who=SUPERVISOR),
    Budget(
        "rating-follow-ups:edit", f"{FOLLOW_UP}/edit/{{hall.follow_up.pk}}/", words, 17, who=SUPERVISOR, grows=False
    ),
    *history(
        "rating-follow-ups", "/admin/rating-follow-ups", "follow_up", sources, who=SUPERVISOR, most=22, results=15
    ),
    Budget("imports:index", "/admin/imports/", lists, 16, who=EDITOR),
    Budget("imports:run", f"{RUN}/", lists, 18, who=EDITOR),
    Budget("imports:progress", f"{RUN}/progress/", lists, 7, who=EDITOR, grows=False),
    Budget("imports:csv", f"{RUN}/report.csv", lists, 8, who=EDITOR),
    Budget("imports:json", f"{RUN}/report.json", lists, 8, who=EDITOR),
    Budget("import_profiles:index", "/admin/import_profiles/", lists, 10, who=ADMIN),
    Budget("import_profiles:index_results", "/admin/import_profiles/results/", lists, 5, who=ADMIN),
    Budget("import_profiles:edit", "/admin/import_profiles/edit/{hall.profile.pk}/", lists, 14, who=ADMIN),
    *history("import_profiles", "/admin/import_profiles", "profile", sources, who=ADMIN, most=15, results=9),
]
