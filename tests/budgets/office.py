"""The office's screens: guides, forms, the search's words, the calendar, notices, people, reports."""

from datetime import date, timedelta

from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, PageLogEntry, ReferenceIndex

from accounts.models import JobRun
from accounts.roles import Role
from forms import service
from forms.choice_lists import ChoiceList
from forms.models import Form
from guidance.appointments.models import Window
from guidance.cases.models import DeskRules
from guidance.clock.models import CalendarYear, Day
from guidance.notices import outbox
from guidance.notices.models import Attempt, Outcome
from items import bureaus
from search.models import ClickPrior, QueryLog, Synonym
from tests.factories import make_bureau, make_user
from tests.items import factories

from .table import ADMIN, EDITOR, REVIEWER, SUPERVISOR, Budget, Hall, history

BLOCK = {"type": "text", "label": "姓名"}


def guides(hall: Hall, start: int, end: int) -> None:
    """A bureau's guides: drafts under review, locked ones, published ones, each of another editor; reviews and logs."""
    hall.page = bureaus.ensure_page(hall.bureau)
    hall.county = hall.county or make_bureau(area_code="410105")
    for n in range(start, end):
        editor = make_user(Role.EDITOR, bureau=hall.bureau)
        page = factories.guide(hall.page, f"许可{n}", owner=editor)
        page.save_revision(user=editor, log_action=True)
        page.get_workflow().start(page, hall.editor)
        locked = factories.guide(hall.page, f"锁定{n}", owner=editor, locked=True, locked_by=hall.editor)
        locked.save_revision(user=hall.editor, log_action=True).publish(user=hall.editor, skip_permission_checks=True)


def logs(hall: Hall, start: int, end: int) -> None:
    """What many people did to many rows of three kinds."""
    if not start:
        hall.page = bureaus.ensure_page(hall.bureau)
        for model in (ModelLogEntry, PageLogEntry):
            model.objects.all().delete()
    for n in range(start, end):
        person = make_user(Role.EDITOR, bureau=hall.bureau)
        window = Window.objects.create(bureau=hall.bureau, name=f"{n} 号", place="大厅")
        form = service.create_from_definition(f"表{n}", f"form-{n}", hall.bureau, [{"blocks": [BLOCK]}], hall.editor)
        for row in (window, form, factories.shelved(hall.page, f"事项{n}")):
            log(row, "wagtail.edit", user=person)


def revisions(hall: Hall, start: int, end: int) -> None:
    """One guide with many revisions by many editors."""
    hall.item = hall.item if start else factories.guide(bureaus.ensure_page(hall.bureau))
    for _ in range(start, end):
        hall.item.save_revision(user=make_user(Role.EDITOR, bureau=hall.bureau), log_action=True)


def rows(hall: Hall, start: int, end: int) -> None:
    """Forms, words, days, notices, people and files, of as many bureaus."""
    now = timezone.now()
    CalendarYear.objects.filter(year__lt=2100).delete()
    for n in range(start, end):
        bureau = make_bureau()
        person = make_user(Role.EDITOR, Role.CLERK, bureau=bureau)
        service.create_from_definition(f"他局表{n}", f"form-{n}", bureau, [{"blocks": [BLOCK]}], person)
        service.create_from_definition(f"表{n}", f"own-{n}", hall.bureau, [{"blocks": [BLOCK]}], hall.editor)
        Synonym.objects.create(said=f"饭馆{n}", meant="食品经营")
        QueryLog.objects.create(text=f"空中花园{n}", day=timezone.localdate(), verdict="none")
        ClickPrior.objects.create(
            text=f"饭馆{n}", kind="item", key=str(n), visitors=9, last_day=timezone.localdate(), boost=0.05
        )
        Day.objects.create(date=date(2031, 1, 1) + timedelta(days=n), name="休")
        CalendarYear.objects.create(year=2100 + n)
        DeskRules.objects.create(bureau=bureau)
        hall.notice = outbox.add("case.received", "sms", "13812341234", "收到", "已收到。", f"n{n}", bureau=bureau)
        hall.notice.state, hall.notice.last_error = "failed", "停机"
        hall.notice.save()
        JobRun.objects.create(name=f"gone.{n}", label=f"旧任务{n}", last_started_at=now)
        get_document_model().objects.create(title=f"样表{n}", file=ContentFile(b"%PDF-1.4", "a.pdf"))


def changes(hall: Hall, start: int, end: int) -> None:
    """One row of each kind, changed again and again by many people; one notice tried as often."""
    if not start:
        hall.form = service.create_from_definition("表", "form", hall.bureau, [{"blocks": [BLOCK]}], hall.editor)
        hall.window = Window.objects.create(bureau=hall.bureau, name="1 号", place="大厅")
        hall.rules = DeskRules.objects.create(bureau=hall.bureau)
        hall.day = Day.objects.create(date=date(2031, 1, 1), name="休")
        hall.year = CalendarYear.objects.create(year=2100)
        hall.word = Synonym.objects.create(said="饭馆", meant="食品经营")
        hall.notice = outbox.add("case.received", "sms", "", "收到", "已收到。", "n", bureau=hall.bureau)
    for n in range(start, end):
        person = make_user(Role.EDITOR, bureau=hall.bureau)
        for row in (hall.form, hall.window, hall.rules, hall.day, hall.year, hall.word, hall.editor):
            log(row, "wagtail.edit", user=person)
        hall.form.refresh_from_db()
        hall.form.intro, hall.form._history_user = f"第{n}版", person
        hall.form.save()
        service.publish(hall.form, hall.editor)
        Attempt.objects.create(notice=hall.notice, outcome=Outcome.RETRIED, user=person)
        item = factories.shelved(bureaus.ensure_page(hall.bureau), f"事项{n}", form=hall.form)
        ReferenceIndex.create_or_update_for_object(item)


def blocks(hall: Hall, start: int, end: int) -> None:
    """A form of many questions, and as many bureaus and items to choose from."""
    asked = [{**BLOCK, "label": f"问题{n}"} for n in range(end)]
    hall.form = service.create_from_definition("表", f"form-{end}", hall.bureau, [{"blocks": asked}], hall.editor)
    hall.window = Window.objects.create(bureau=hall.bureau, name=f"{end} 号", place="大厅")
    hall.rules = DeskRules.objects.get_or_create(bureau=hall.bureau)[0]
    for n in range(start, end):
        factories.shelved(bureaus.ensure_page(hall.bureau), f"事项{n}")
        make_bureau()


def lists(hall: Hall, start: int, end: int) -> None:
    """Many choice lists, one of them in as many forms."""
    if not start:
        hall.list = ChoiceList.objects.create(title="街道", code="streets", bureau=hall.bureau, lines="甲街\n乙街")
    asked = {"type": "single_choice", "key": "f1", "label": "街道", "shared": "streets"}
    for n in range(start, end):
        hall.list.lines += f"\n{n} 街"
        hall.list._history_user = make_user(Role.EDITOR, bureau=hall.bureau)
        hall.list.save()
        ChoiceList.objects.create(title=f"选项{n}", code=f"list_{n}", bureau=hall.bureau, lines="甲\n乙")
        service.create_from_definition(f"表{n}", f"form-{n}", hall.bureau, [{"blocks": [asked]}], hall.editor)
        hall.form = Form.objects.get(code=f"form-{n}")


PARENTS = "Wagtail's chooser reads each row's parent in its template; a page of it has 25 rows"
BUDGETS = [
    Budget("wagtailadmin_home", "/admin/", guides, 36, who=EDITOR, grows=False),
    Budget("wagtailadmin_home", "/admin/", guides, 30, who=REVIEWER),
    Budget("wagtailadmin_home", "/admin/", guides, 44, who=ADMIN, grows=False),
    Budget("wagtailadmin_explore", "/admin/pages/{hall.page.pk}/", guides, 35, who=EDITOR),
    Budget("wagtailadmin_explore", "/admin/pages/{hall.page.pk}/", guides, 28, who=ADMIN),
    Budget("wagtailadmin_pages:search", "/admin/pages/search/?q=许可", guides, 24, who=EDITOR),
    Budget(
        "wagtailadmin_choose_page_child", "/admin/choose-page/{hall.page.pk}/", guides, 45, who=EDITOR, uneven=PARENTS
    ),
    Budget("items_bulk", "/admin/items/bulk/{hall.bureau.slug}/", guides, 14, who=EDITOR, grows=False),
    Budget("items_alias", "/admin/items/alias/?text=许可", guides, 20, who=EDITOR),
    Budget("items_take_in", "/admin/items/inherit/{hall.county.slug}/", guides, 12, who=ADMIN),
    Budget("site_history", "/admin/reports/site-history/", logs, 44, who=EDITOR),
    Budget("site_history", "/admin/reports/site-history/", logs, 32, who=ADMIN),
    Budget("site_history_results", "/admin/reports/site-history/results/", logs, 25, who=ADMIN),
    Budget("site_history", "/admin/reports/site-history/?export=csv", logs, 24, who=ADMIN),
    Budget("wagtailadmin_reports:aging_pages", "/admin/reports/aging-pages/", guides, 14, who=ADMIN),
    Budget("locked_pages", "/admin/reports/locked/", guides, 14, who=ADMIN),
    Budget("locked_pages_results", "/admin/reports/locked/results/", guides, 9, who=ADMIN),
    Budget("reviews", "/admin/reports/workflow/", guides, 18, who=ADMIN),
    Budget("reviews_results", "/admin/reports/workflow/results/", guides, 11, who=ADMIN),
    Budget("review_tasks", "/admin/reports/workflow_tasks/", guides, 18, who=ADMIN),
    Budget("review_tasks_results", "/admin/reports/workflow_tasks/results/", guides, 8, who=ADMIN),
    Budget("wagtailadmin_pages:history", "/admin/pages/{hall.item.pk}/history/", revisions, 23, who=EDITOR),
    Budget("wagtailadmin_pages:edit", "/admin/pages/{hall.item.pk}/edit/", revisions, 77, who=EDITOR, grows=False),
    Budget("health", "/health/", rows, 1, grows=False),
    Budget("forms_admin:index", "/admin/forms/", rows, 16, who=EDITOR),
    Budget("forms_admin:index", "/admin/forms/", rows, 11, who=ADMIN),
    Budget("forms_admin:index_results", "/admin/forms/results/?q=表", rows, 7, who=EDITOR),
    Budget("choice_lists:index", "/admin/choice-lists/", lists, 15, who=EDITOR),
    Budget("choice_lists:index_results", "/admin/choice-lists/results/?q=选项", lists, 8, who=EDITOR),
    Budget("choice_lists:add", "/admin/choice-lists/new/", lists, 15, who=EDITOR, grows=False),
    Budget("choice_lists:edit", "/admin/choice-lists/edit/{hall.list.pk}/", lists, 18, who=EDITOR),
    Budget("forms_admin:import", "/admin/forms/import/", lists, 14, who=EDITOR, grows=False),
    Budget("form_chooser:choose", "/admin/form_chooser/", rows, 7, who=EDITOR),
    Budget("form_chooser:choose_results", "/admin/form_chooser/results/", rows, 7, who=EDITOR),
    Budget("synonym:index", "/admin/search/synonyms/", rows, 10, who=ADMIN),
    Budget("synonym:index", "/admin/search/synonyms/?export=csv", rows, 4, who=ADMIN),
    Budget("synonym:index_results", "/admin/search/synonyms/results/", rows, 5, who=ADMIN),
    Budget("synonym:base", "/admin/search/synonyms/base/", rows, 8, who=ADMIN, grows=False),
    Budget("search_unanswered", "/admin/reports/searches/", rows, 10, who=ADMIN),
    Budget("search_unanswered", "/admin/reports/searches/?export=csv", rows, 4, who=ADMIN),
    Budget("search_unanswered_results", "/admin/reports/searches/results/", rows, 5, who=ADMIN),
    Budget("search_learned", "/admin/reports/clicks/", rows, 10, who=ADMIN),
    Budget("search_learned", "/admin/reports/clicks/?export=csv", rows, 4, who=ADMIN),
    Budget("search_learned_results", "/admin/reports/clicks/results/", rows, 5, who=ADMIN),
    Budget("workdays:index", "/admin/workdays/?year=2031", rows, 13, who=ADMIN),
    Budget("workdays:index_results", "/admin/workdays/results/?year=2031", rows, 7, who=ADMIN),
    Budget("workyears:index", "/admin/workyears/", rows, 10, who=ADMIN),
    Budget("workyears:index_results", "/admin/workyears/results/", rows, 5, who=ADMIN),
    Budget("notices:index", "/admin/notices/", rows, 15, who=SUPERVISOR),
    Budget("notices:index_results", "/admin/notices/results/?state=failed", rows, 9, who=SUPERVISOR),
    Budget("notices:retry_all", "/admin/notices/retry/", rows, 14, who=SUPERVISOR),
    Budget("desk-rules:index", "/admin/desk-rules/", rows, 14, who=SUPERVISOR),
    Budget("desk-rules:index_results", "/admin/desk-rules/results/", rows, 8, who=SUPERVISOR),
    Budget("wagtailusers_users:index", "/admin/users/", rows, 12, who=ADMIN),
    Budget("wagtailusers_users:index_results", "/admin/users/results/?q=editor", rows, 9, who=ADMIN, grows=False),
    Budget("wagtailusers_users:add", "/admin/users/new/", rows, 12, who=ADMIN),
    Budget("wagtailusers_users:edit", "/admin/users/edit/{hall.editor.pk}/", rows, 15, who=ADMIN),
    Budget("wagtailusers_groups:index", "/admin/groups/", rows, 10, who=ADMIN),
    Budget("wagtaildocs:index", "/admin/documents/", rows, 15, who=ADMIN),
    Budget("notices:inspect", "/admin/notices/inspect/{hall.notice.pk}/", changes, 15, who=SUPERVISOR),
    Budget("forms_admin:versions", "/admin/forms/versions/{hall.form.pk}/", changes, 15, who=EDITOR),
    Budget("forms_admin:usage", "/admin/forms/usage/{hall.form.pk}/", changes, 17, who=EDITOR),
    *history("wagtailusers_users", "/admin/users", "editor", changes, who=ADMIN, most=15, results=9),
    *history("forms_admin", "/admin/forms", "form", changes, who=EDITOR, most=17, results=9),
    *history("choice_lists", "/admin/choice-lists", "list", lists, who=EDITOR, most=17, results=9),
    *history("windows", "/admin/windows", "window", changes, who=SUPERVISOR, most=21, results=14),
    *history("desk-rules", "/admin/desk-rules", "rules", changes, who=SUPERVISOR, most=21, results=14),
    *history("workdays", "/admin/workdays", "day", changes, who=ADMIN, most=15, results=9),
    *history("workyears", "/admin/workyears", "year", changes, who=ADMIN, most=15, results=9),
    *history("synonym", "/admin/search/synonyms", "word", changes, who=ADMIN, most=15, results=9),
    Budget("forms_admin:add", "/admin/forms/new/", blocks, 15, who=ADMIN),
    Budget("forms_admin:edit", "/admin/forms/edit/{hall.form.pk}/", blocks, 25, who=EDITOR),
    Budget("forms_admin:edit", "/admin/forms/edit/{hall.form.pk}/?check=1", blocks, 26, who=EDITOR),
    Budget("forms_admin:copy", "/admin/forms/copy/{hall.form.pk}/", blocks, 22, who=EDITOR),
    Budget("forms_admin:preview", "/admin/forms/preview/{hall.form.pk}/", blocks, 8, who=EDITOR),
    Budget("forms_admin:publish", "/admin/forms/publish/{hall.form.pk}/", blocks, 17, who=EDITOR, grows=False),
    Budget("windows:add", "/admin/windows/new/", blocks, 14, who=SUPERVISOR),
    Budget("windows:edit", "/admin/windows/edit/{hall.window.pk}/", blocks, 20, who=SUPERVISOR),
    Budget("desk-rules:add", "/admin/desk-rules/new/", blocks, 13, who=SUPERVISOR),
    Budget("desk-rules:edit", "/admin/desk-rules/edit/{hall.rules.pk}/", blocks, 18, who=SUPERVISOR),
]
