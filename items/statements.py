"""The statements and the map that a public site carries in its footer. The city's own words where it has set them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from .models import ThemePage
from .pages import listed_bureaus
from .settings import HallSettings


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """适老化与无障碍声明."""
    text = HallSettings.for_request(request).accessibility or _(
        "本大厅按 WCAG 2.2 AA 级建设：全部功能可以只用键盘完成，读屏软件可以读出每一个标签、状态和错误，"
        "页面放大到 400% 不丢内容。页首“关怀版”使用大字，页脚可选深色或浅色，选择会记住。\n\n"
        "发现不好用的地方，请用“我要咨询”或服务热线告诉我们。"
    )
    return _statement(request, _("适老化与无障碍声明"), text)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """隐私声明."""
    text = HallSettings.for_request(request).privacy or _(
        "我们只在办理您提出的事项所需的范围内使用您填写的信息，只给负责办理的机构看；查看完整证件号码和手机号的，"
        "每一次都有记录。公开的问答会隐去个人信息。\n\n"
        "不需要注册账号。编号和查询码等于您的钥匙，请不要给别人。浏览器里只保存语言、字号等显示选择、您打开过的编号，以及您对哪份指南说过有用没用。\n\n"
        "没有提交的申请，放下一天后删除；保存待续的，最后修改 30 天后删除，上传的文件也一起删除，您也可以自己随时删除。"
    )
    return _statement(request, _("隐私声明"), text)


def _statement(request: HttpRequest, title: str, text: str) -> HttpResponse:
    return render(request, "items/statement.html", {"title": title, "text": text})


@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    """Every way into the hall on one page."""
    themes = ThemePage.objects.live().order_by("title")
    return render(request, "items/site_map.html", {"bureaus": listed_bureaus(), "themes": themes})
