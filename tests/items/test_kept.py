"""A public guide is answered from what was kept, until something it shows has changed: at once, on every process."""

import subprocess
import sys
from datetime import timedelta
from time import time

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.documents import get_document_model

from items import kept, panels
from items.models import HallSettings, ItemPage, Stamp, ThemeIndexPage, ThemeItem, ThemePage, Topic, stamp
from items.models.rows import Material
from items.spans import Span

from . import factories
from .test_sharing import change, make_record, use

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client, health):
    """A published guide whose page is kept."""
    made = factories.guide(health, live=True, rows=5)
    client.get(made.url)
    client.get(made.url)
    return made


def asked(client, url, **headers):
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(url, headers=headers)
    return answer, len(queries)


def republish(page, **values):
    draft = ItemPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    for name, value in values.items():
        setattr(draft, name, value)
    draft.save_revision().publish()


def test_an_unchanged_page_costs_one_query_and_says_when_it_changed(client, page):
    answer, cost = asked(client, page.url)
    assert (answer.status_code, cost) == (200, 1)
    assert answer["Cache-Control"] == "no-cache"
    assert {"Cookie", "Accept-Encoding"} <= {part.strip() for part in answer["Vary"].split(",")}
    assert page.title in answer.content.decode()
    assert int(answer["Content-Length"]) == len(answer.content)
    assert not answer.cookies


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_who_has_it_is_told_so(client, page, encoding):
    first = client.get(page.url, headers={"accept-encoding": encoding})
    again, cost = asked(client, page.url, **{"accept-encoding": encoding, "if-none-match": first["ETag"]})
    assert (again.status_code, again.content, cost) == (304, b"", 1)
    assert again["ETag"] == first["ETag"]
    since = client.get(page.url, headers={"if-modified-since": first["Last-Modified"]})
    assert since.status_code == 304
    old = client.get(page.url, headers={"if-none-match": '"other"', "if-modified-since": first["Last-Modified"]})
    assert old.status_code == 200


def test_squeezed_and_plain_are_the_same_page_under_different_tags(client, page):
    import gzip

    plain, squeezed = client.get(page.url), client.get(page.url, headers={"accept-encoding": "gzip, br"})
    assert squeezed["Content-Encoding"] == "gzip"
    assert gzip.decompress(squeezed.content) == plain.content
    assert plain["ETag"] != squeezed["ETag"]


def test_head_says_the_same_without_the_body(client, page):
    whole, head = client.get(page.url), client.head(page.url)
    assert head.content == b""
    names = ("ETag", "Last-Modified", "Content-Length")
    assert [head[name] for name in names] == [whole[name] for name in names]
    assert client.post(page.url).status_code == 405


def test_a_publication_shows_at_once_with_another_tag_and_time(client, page):
    Stamp.objects.all().update(changed_at=int(time()) - 3600)
    caches["pages"].clear()
    before = client.get(page.url)
    republish(page, conditions="新的受理条件")
    after = client.get(page.url, headers={"if-none-match": before["ETag"]})
    assert after.status_code == 200
    assert "新的受理条件" in after.content.decode()
    assert after["ETag"] != before["ETag"]
    assert after["Last-Modified"] != before["Last-Modified"]


def test_a_draft_changes_nothing_and_an_unpublished_page_is_gone(client, page):
    draft = ItemPage.objects.get(pk=page.pk)
    draft.conditions = "还没有发布的条件"
    draft.save_revision()
    answer, cost = asked(client, page.url)
    assert cost == 1
    assert "还没有发布的条件" not in answer.content.decode()
    ItemPage.objects.get(pk=page.pk).unpublish()
    assert client.get(page.url).status_code == 404


def test_a_deleted_page_is_gone(client, page):
    ItemPage.objects.get(pk=page.pk).delete()
    assert client.get(page.url).status_code == 404


def test_a_transaction_rolled_back_leaves_no_token_to_be_met_again(client, page):
    with transaction.atomic():
        republish(page, conditions="不会留下的条件")
        assert "不会留下的条件" in client.get(page.url).content.decode()
        transaction.set_rollback(True)
    republish(page, conditions="另一个条件")
    assert "不会留下的条件" not in client.get(page.url).content.decode()


def changed_hall():
    hall = HallSettings.objects.get()
    hall.name = "换了名字的大厅"
    hall.save()
    return "换了名字的大厅"


def changed_bureau(page):
    page.bureau.name = "换了名字的局"
    page.bureau.save()
    return "换了名字的局"


def new_theme(page):
    theme = ThemePage(title="新的一件事", slug="new-theme", live=True)
    theme.theme_items = [ThemeItem(item=page, sort_order=0)]
    ThemeIndexPage.objects.get().add_child(instance=theme)
    return "新的一件事"


def new_neighbour(page):
    factories.guide(page.get_parent().specific, "新来的邻居", live=True)
    return "新来的邻居"


def renamed_neighbour(page):
    other = factories.guide(page.get_parent().specific, "旧名", live=True)
    republish(other, title="改了名的邻居")
    return "改了名的邻居"


def changed_shared_material(page):
    use(page, record := make_record(page.bureau, "营业执照", form="paper"), 0)
    change(record, instructions="加盖公章的复印件")
    return "加盖公章的复印件"


CHANGES = [changed_bureau, new_theme, new_neighbour, renamed_neighbour, changed_shared_material]


@pytest.mark.parametrize("change", CHANGES)
def test_what_it_shows_of_others_shows_at_once_too(client, page, change):
    words = change(page)
    assert words in client.get(page.url).content.decode()


def test_the_halls_settings_show_at_once(client, page):
    assert changed_hall() in client.get(page.url).content.decode()


def test_a_file_that_is_replaced_changes_the_page(client, health):
    document = get_document_model()(title="空白表")
    document.file.save("form.pdf", ContentFile(b"%PDF-1.4"))
    page = factories.guide(health, live=True)
    page.materials = [Material(name="申请书", originals=1, standard="清楚", blank_form=document)]
    page.save_revision(clean=False).publish()
    before = client.get(page.url)
    document.file.save("another.pdf", ContentFile(b"%PDF-1.5"))
    after = client.get(page.url)
    assert "another" in after.content.decode()
    assert before["ETag"] != after["ETag"]


def test_every_table_that_the_page_reads_moves_a_stamp(client, page):
    """A contract: whoever lets the page read another table says here how its changes are noticed."""
    caches["pages"].clear()
    kept._furniture.clear()
    with CaptureQueriesContext(connection) as queries:
        client.get(page.url)
    told = {
        "items_stamp": "the stamp itself",
        "items_itempage": "ItemPage.save", "wagtailcore_page": "Page.save", "wagtailcore_revision": "ItemPage.save",
        "items_material": "ItemPage.save", "items_result": "ItemPage.save", "items_place": "ItemPage.save",
        "items_legalbasis": "ItemPage.save", "items_step": "ItemPage.save", "items_question": "ItemPage.save",
        "items_fee": "ItemPage.save", "items_itempage_joint_bureaus": "ItemPage.save",
        "items_itempage_topics": "m2m_changed", "items_topic": "post_save", "items_themeitem": "post_save", "items_themepage": "post_save",
        "items_hallsettings": "post_save", "wagtailcore_site": "post_save", "wagtaildocs_document": "post_save", "comparing_datasource": "post_save",
        "accounts_bureau": "accounts.changed",
        "consultations_consultation": "the verbs publish and unpublish", "cases_case": "the same",
        "cases_rating": "the verb rate",
        "clock_stamp": "a day worked or not: Span", "clock_day": "the same", "clock_calendaryear": "the same",
    }  # fmt: skip
    known = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    sql = " ".join(query["sql"] for query in queries)
    read = {table for table in known if f'"{table}"' in sql}
    assert read <= told.keys(), read - told.keys()


def test_other_looks_and_languages_are_other_pages(client, page):
    plain = client.get(page.url).content
    client.cookies["hall_size"] = "large"
    large = client.get(page.url).content
    client.cookies["hall_theme"] = "dark"
    dark = client.get(page.url).content
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    english = client.get(page.url).content
    assert len({plain, large, dark, english}) == 4
    assert b'data-size="large"' in large
    assert b'data-theme="dark"' in dark
    assert b'lang="en"' in english


def test_junk_in_the_address_or_the_cookies_fills_nothing(client, page):
    size = len(caches["pages"]._cache)
    before = client.get(page.url)
    for n in range(20):
        client.cookies["hall_size"] = f"x{n}"
        answer, cost = asked(client, f"{page.url}?utm={n}&next=//evil.example")
        assert answer.content == before.content
        assert cost == 1
    assert len(caches["pages"]._cache) == size
    assert b"evil" not in before.content


def test_parameters_that_count_are_made_afresh_and_not_kept(rf, page):
    def make(request):
        from django.http import HttpResponse

        return HttpResponse(request.GET.urlencode())

    size = len(caches["pages"]._cache)
    request = rf.get(f"{page.url}?q1=yes&utm=1", headers={"host": "localhost"})
    answer = kept.answer(request, stamp.key_of(page.address), make, counts=lambda name: name.startswith("q"))
    assert answer.content == b"q1=yes"
    assert answer["ETag"]
    assert len(caches["pages"]._cache) == size


def test_nothing_of_the_person_who_asked_is_kept(client, admin, page):
    caches["pages"].clear()
    client.force_login(admin)
    client.cookies["secret"] = "very-secret-value"
    first = client.get(page.url, headers={"user-agent": "curious", "referer": "https://from.example/"})
    client.logout()
    second = client.get(page.url)
    assert first.content == second.content
    shown = first.content.decode()
    for trace in ("csrfmiddlewaretoken", "very-secret-value", admin.username, "from.example", "wagtail-userbar"):
        assert trace not in shown
    assert "sessionid" not in first.cookies


def test_a_message_that_waits_for_somebody_is_not_put_on_the_page(client, page):
    client.post(reverse("progress-leave"))
    caches["pages"].clear()
    assert "已退出查询" not in client.get(page.url).content.decode()
    assert "已退出查询" in client.get(reverse("progress")).content.decode()


def test_a_panel_that_holds_for_a_time_ends_the_pages_time(client, page, monkeypatch):
    now = timezone.now()
    words = iter(["上午的话", "下午的话"])
    span = Span(now - timedelta(minutes=5), now + timedelta(minutes=5))

    def timed(page, request):
        return panels.Panel(next(words), "guidance/panels/rating.html", {"count": 0}, span=span)

    monkeypatch.setattr(panels, "_makers", list(panels._makers))
    panels.register("aside")(timed)
    caches["pages"].clear()
    Stamp.objects.all().update(changed_at=int(time()) - 3600)
    first = client.get(page.url)
    assert "上午的话" in first.content.decode()
    assert "上午的话" in client.get(page.url).content.decode()
    monkeypatch.setattr(kept.timezone, "now", lambda: now + timedelta(minutes=6))
    assert "下午的话" in client.get(page.url, headers={"if-none-match": first["ETag"]}).content.decode()


def test_a_cache_that_fails_costs_time_and_nothing_else(client, page, monkeypatch):
    class Broken:
        def get(self, *args):
            raise ConnectionError

        set = get

    monkeypatch.setattr(kept, "caches", {"pages": Broken()})
    assert client.get(page.url).status_code == 200


def test_a_page_without_a_stamp_is_shown_and_not_kept(client, page):
    Stamp.objects.filter(key=stamp.key_of(page.address)).delete()
    assert asked(client, page.url)[1] > 1
    assert asked(client, page.url)[1] > 1


def test_an_answered_question_shows_at_once(client, page):
    from accounts.roles import Role
    from tests.cases import staff
    from tests.factories import make_user

    clerk = make_user(Role.CLERK, bureau=page.bureau)
    case = staff.consultation(page, timezone.now())
    staff.do(case, "take", clerk)
    staff.do(case, "answer", clerk, {"answer": "十个工作日"})
    staff.do(case, "publish", clerk, {"question": "到底要几天？", "answer": "十个工作日"})
    assert "到底要几天？" in client.get(page.url).content.decode()
    staff.do(case, "unpublish", clerk, {"reason": "改一改"})
    assert "到底要几天？" not in client.get(page.url).content.decode()


def test_a_big_guide_is_made_within_12_queries_and_200_kb(client, health, monkeypatch):
    from items.models.rows import Fee, Place, Question, Step

    monkeypatch.setattr("items.gate.blocking", lambda page: [])
    page = factories.guide(health, live=True, charges=True, topics=[Topic.objects.create(name="卫生")])
    long = "按规定填写清楚并由本人签字，复印件注明与原件一致。" * 3
    page.materials = [
        Material(name=f"材料{n}", originals=1, standard=long, instructions=long, basis=long) for n in range(40)
    ]
    page.steps = [Step(kind="review", name=f"环节{n}", limit=1, standard=long, basis="条例") for n in range(12)]
    page.places = [Place(address=f"大厅{n}", hours="工作日 9:00-17:00", phone="0371-67180000") for n in range(10)]
    page.questions = [Question(question=f"问题{n}", answer=long) for n in range(20)]
    page.fees = [Fee(name=f"费{n}", standard="10 元", basis="文件") for n in range(5)]
    page.joint_bureaus = [health.bureau]
    page.save_revision(clean=False).publish()
    for n in range(8):
        factories.guide(health, f"邻居{n}", live=True)
    client.get(page.url)
    caches["pages"].clear()
    client.get(page.url)
    caches["pages"].clear()
    answer, cost = asked(client, page.url)
    assert cost <= 12, cost
    assert len(answer.content) < 200_000
    assert "材料39" in answer.content.decode()


OTHER_PROCESS = """
import sys
sys.path[:0] = [{root!r}, {site!r}]
import django
django.setup()
from django.conf import settings
settings.DATABASES["default"]["NAME"] = {name!r}
from django.test import Client
client, url = Client(headers={{"host": "localhost"}}), {url!r}
for line in sys.stdin:
    answer = client.get(url)
    print(int("第二版的条件" in answer.content.decode()), answer["ETag"], flush=True)
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="the other process opens the test's own file")
def test_a_publication_shows_at_once_on_another_process(client, health):
    page = factories.guide(health, live=True)
    code = OTHER_PROCESS.format(
        root=str(settings.ROOT),
        site=str(settings.ROOT / "site"),
        url=page.url,
        name=str(connection.settings_dict["NAME"]),
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=settings.ROOT
    ) as other:

        def seen():
            other.stdin.write("\n")
            other.stdin.flush()
            return other.stdout.readline().split()

        first, again = seen(), seen()
        assert first[0] == again[0] == "0"
        assert first[1] == again[1]
        republish(page, conditions="第二版的条件")
        assert "第二版的条件" in client.get(page.url).content.decode()
        then = seen()
        assert then[0] == "1"
        assert then[1] != first[1]
        other.stdin.close()
        other.wait(timeout=20)
