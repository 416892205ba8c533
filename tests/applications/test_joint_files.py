"""A file that several items' own forms ask for under one name: uploaded once, a copy of it in every case."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from forms.models import Upload
from forms.service import create_from_definition
from guidance.applications.bundles.models import JointDraft
from guidance.cases.models import Case
from items.models import ItemPage, ThemeIndexPage, ThemeItem, ThemePage
from items.models.rows import Material
from tests.applications.filling import pdf
from tests.applications.test_joint_filling import CONTACT, Visitor
from tests.factories import in_order, make_bureau, make_item

pytestmark = pytest.mark.django_db
LICENCE = "营业执照"


def file_field(**more):
    return {"type": "file", "key": "licence", "label": LICENCE, "required": True, **more}


class Site:
    """工程建设项目: three items whose forms ask for the licence, the third for pictures alone; a fourth has no form."""

    def __init__(self, **second):
        named = ("用地规划许可", "工程规划许可", "施工许可", "排水许可")
        self.items = [make_item(make_bureau(), name, publish=False) for name in named]
        fields = [file_field(), file_field(key="paper", **second), file_field(kinds=["image"], required=False)]
        for item, field in zip(self.items, fields, strict=False):
            item.form = create_from_definition("表", f"form-{item.pk}", item.bureau, [{"blocks": [field]}], None)
        for n, item in enumerate(self.items):
            item.materials = [Material(name=LICENCE if n != 2 else "现场照片")]
            in_order(item, "materials")
            item.save_revision().publish()
        self.items = [ItemPage.objects.get(pk=item.pk) for item in self.items]
        self.theme = ThemePage(title="建设项目", slug="build", live=True, lead=self.items[0].bureau)
        self.theme.theme_items = [ThemeItem(item=item, sort_order=n) for n, item in enumerate(self.items)]
        ThemeIndexPage.objects.get().add_child(instance=self.theme)

    @property
    def paper(self):
        """The input of the licence on the page of papers."""
        return f"paper-{self.items[3].pk}-1"

    def page(self, n):
        return f"item-{self.items[n].pk}"

    def case(self, n):
        return Case.objects.get(item=self.items[n])


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def visitor(client, site):
    visitor = Visitor(client, site)
    visitor.send(**CONTACT).send(licence=pdf("license.pdf"))
    assert visitor.page == site.page(1), visitor.text
    return visitor


def kept_in(visitor):
    """What the browser would send again: the file's input with its token."""
    return {name: [one.signed for one in field.held] for name, field in visitor.answer.context["form"].fields.items()}


def onward(visitor):
    """Send the page with what stands on it."""
    form = visitor.answer.context["form"]
    held = {f"{form.add_prefix(name)}-kept": tokens for name, tokens in kept_in(visitor).items() if tokens}
    return visitor._go(visitor.client.post(visitor.at, {"go": "next", **held}, follow=True))


def to_check(visitor):
    while visitor.page != "check":
        before = visitor.page
        assert onward(visitor).page != before, visitor.text
    return visitor


def test_a_later_form_has_the_file_and_asks_for_none(visitor, site):
    assert "已在“用地规划许可”中上传：license.pdf" in visitor.text
    assert "这里要用另一份的，请选择" in visitor.text
    assert onward(visitor).page == site.page(2)
    assert "license.pdf" not in visitor.text, "a field that takes pictures alone"
    assert onward(visitor).page == "papers"
    assert "已在“用地规划许可”中上传：license.pdf" in visitor.text, "an item whose form does not ask for it"
    to_check(visitor)
    assert visitor.text.count("已在“用地规划许可”中上传") == 2


def test_each_case_has_its_own_copy(visitor, site):
    to_check(visitor).finish()
    files = [site.case(n).attachments.get() for n in (0, 1, 3)]
    assert [file.name for file in files] == ["license.pdf"] * 3
    assert len({file.token for file in files}) == 3
    assert site.case(0).application.answers["licence"]["token"] == files[0].token
    assert site.case(1).application.answers["paper"]["token"] == files[1].token
    assert [site.case(n).materials.get().state for n in (0, 1, 3)] == ["given"] * 3
    assert all(upload.owner.startswith("case:") for upload in Upload.objects.all())


def test_another_file_may_be_used(visitor, site):
    visitor.post({"answers-paper": pdf("另一份.pdf")})
    assert visitor.page == site.page(2)
    visitor.open(site.page(1), "?back=check")
    assert "另一份.pdf" in visitor.text
    assert to_check(visitor).finish()
    assert site.case(0).attachments.get().name == "license.pdf"
    assert site.case(1).attachments.get().name == "另一份.pdf"


def test_what_is_changed_in_the_earlier_item_is_told_and_the_later_keeps_its_file(visitor, site):
    to_check(visitor)
    new = SimpleUploadedFile("新的.pdf", b"%PDF-1.4\n2 0 obj<<>>endobj\n%%EOF\n")
    visitor.open(site.page(0), "?back=check").send(licence=new)
    assert visitor.page == "check"
    assert "和“用地规划许可”中现在的不是同一份，请核对" in visitor.text
    visitor.finish()
    assert site.case(1).attachments.get().name == "license.pdf"


def test_what_is_removed_in_the_earlier_item_stays_in_the_later(client):
    site = Site()
    form = site.items[0].form
    create_from_definition("表", form.code, site.items[0].bureau, [{"blocks": [file_field(required=False)]}], None)
    visitor = Visitor(client, site)
    visitor.send(**CONTACT).send(licence=pdf("license.pdf"))
    to_check(visitor)
    visitor.open(site.page(0), "?back=check")
    token = visitor.answer.context["form"].fields["licence"].held[0]
    visitor.post({"answers-licence-kept": token.signed, "answers-licence-remove": token.token})
    assert visitor.page == "check", visitor.text
    assert "“用地规划许可”中现在没有这份材料，这里仍会提交，请核对" in visitor.text
    visitor.finish()
    assert not site.case(0).attachments.exists()
    assert site.case(1).attachments.get().name == "license.pdf"


def test_removing_it_in_the_later_form_asks_for_it(visitor, site):
    field = visitor.answer.context["form"].fields["paper"].held[0]
    visitor.post({"answers-paper-kept": field.signed, "answers-paper-remove": field.token})
    assert visitor.page == site.page(1)
    assert "请上传「营业执照」" in visitor.text
    assert JointDraft.objects.exists()
