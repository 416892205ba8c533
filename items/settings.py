"""What a city sets about its own hall in the admin: name, emblem, and the footer that public sites must carry."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.images import get_image_model_string


@register_setting(icon="home", order=10)
class HallSettings(BaseSiteSetting):
    """大厅设置; in templates `settings.items.HallSettings`. The footer's items are those of the 国办 rules."""

    name = models.CharField(_("大厅名称"), max_length=60, default="网上审批大厅")
    tagline = models.CharField(_("副标题"), max_length=100, blank=True, default="")
    emblem = models.ForeignKey(
        get_image_model_string(), models.SET_NULL, verbose_name=_("徽标"), related_name="+", null=True, blank=True
    )
    organiser = models.CharField(_("主办单位"), max_length=100, blank=True, default="")
    operator = models.CharField(_("承办单位"), max_length=100, blank=True, default="")
    icp_number = models.CharField(_("ICP备案号"), max_length=60, blank=True, default="")
    police_number = models.CharField(_("公安备案号"), max_length=60, blank=True, default="")
    site_code = models.CharField(_("网站标识码"), max_length=30, blank=True, default="")
    phone = models.CharField(_("服务热线"), max_length=30, blank=True, default="12345")
    address = models.CharField(_("联系地址"), max_length=200, blank=True, default="")
    email = models.EmailField(_("联系邮箱"), blank=True, default="")
    accessibility = models.TextField(_("适老化与无障碍声明"), blank=True, default="")
    privacy = models.TextField(_("隐私声明"), blank=True, default="")
    panels: ClassVar = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("tagline"), FieldPanel("emblem")], heading=_("名称与徽标")),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("organiser"), FieldPanel("operator")]),
                FieldRowPanel([FieldPanel("icp_number"), FieldPanel("police_number"), FieldPanel("site_code")]),
            ],
            heading=_("页脚标识"),
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("phone"), FieldPanel("email")]), FieldPanel("address")], heading=_("联系方式")
        ),
        MultiFieldPanel([FieldPanel("accessibility"), FieldPanel("privacy")], heading=_("声明")),
    ]

    class Meta:
        verbose_name = _("大厅设置")
        verbose_name_plural = _("大厅设置")
