"""The demo city's forms and the names on its pages."""

import json
from pathlib import Path

from wagtail.models import Site

from accounts.models import Bureau
from forms import service
from forms.models import Form
from items import bureaus
from items.models import HomePage
from items.settings import HallSettings

HOT_WORDS = "开饭店；办营业执照；过户；身份证；社保；摆摊"
FOLDER = Path(__file__).parent / "forms"
FROM_LIBRARY = (
    ("general-person", "person", "民政局", "minzheng"),
    ("general-company", "organization", "市场监督管理局", "shichang"),
    ("food-business", "food", "市场监督管理局", "shichang"),
)
"""(code in the spreadsheet, name in the forms' library, the bureau that keeps it, its address name)."""
OWN = (("property-transfer", "自然资源和规划局", "ziran"),)
NAMES = {
    "name": "郑州市网上审批大厅",
    "tagline": "演示城市 · 数据均为示意",
    "organiser": "郑州市人民政府(演示)",
    "operator": "郑州市政务服务部门(演示)",
    "icp_number": "豫ICP备00000000号-0(演示)",
    "police_number": "豫公网安备 00000000000000号(演示)",
    "site_code": "4101000000(演示)",
    "phone": "12345",
    "address": "郑州市演示路100号",
    "email": "hall@example.org",
    "accessibility": "本站支持键盘操作、读屏软件、大字关怀版和打印；使用中遇到困难，可拨打 12345 由人工协助办理。",
    "privacy": "办事所填信息仅用于办理该事项，不在公开页面显示。本站为演示，请勿填写真实个人信息。",
}


def make_forms() -> int:
    """Each form of the spreadsheet's 表单 column, published; how many."""
    for code, name, bureau, slug in FROM_LIBRARY:
        if not Form.objects.filter(code=code).exists():
            service.create_from_library(name, code, _bureau(bureau, slug), None)
    for code, bureau, slug in OWN:
        if not Form.objects.filter(code=code).exists():
            raw = json.loads((FOLDER / f"{code}.json").read_text(encoding="utf-8"))
            service.create_from_definition(
                raw["title"], code, _bureau(bureau, slug), raw["steps"], None, intro=raw["intro"]
            )
    return len(FROM_LIBRARY) + len(OWN)


def _bureau(name: str, slug: str) -> Bureau:
    return bureaus.ensure_bureau(name, slug=slug, is_demo=True)[0]


def name_the_hall() -> None:
    """The names and the footer, marked as a demo; what somebody has set already stays."""
    settings = HallSettings.for_site(Site.objects.get(is_default_site=True))
    if not settings.organiser:
        for field, value in NAMES.items():
            setattr(settings, field, value)
        settings.save()
    home = HomePage.objects.live().first()
    if home is not None and not home.hot_words:
        home.hot_words = HOT_WORDS
        home.save_revision().publish()
