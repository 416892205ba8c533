"""The outbox in the admin: seen, searched, sent again; never written, changed or deleted by hand."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button, HeaderButton

from accounts.models import User

from . import outbox, texts
from .columns import MomentColumn, ShortColumn, StateColumn, moment
from .models import Notice, NoticeQuerySet, State

RETRY = "notices.retry_notice"


class Scoped:
    """The notices the user may see, for every view of them."""

    request: HttpRequest

    def notices(self) -> NoticeQuerySet:
        return Notice.objects.all().visible_to(self.request.user)


class NoticeFilter(WagtailFilterSet):
    class Meta:
        model = Notice
        fields = ["state", "channel", "created_at"]


class NoticeIndex(Scoped, generic.IndexView):
    def get_base_queryset(self) -> NoticeQuerySet:
        return self.notices().select_related("bureau")

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        failed = self.notices().failed().exclude(recipient="").count()
        if not failed or not self.request.user.has_perm(RETRY):
            return []
        label = ngettext("重发 %(n)s 条失败通知", "重发 %(n)s 条失败通知", failed) % {"n": failed}
        return [HeaderButton(label, url=reverse("notices:retry_all"), icon_name="resubmit")]


class NoticeInspect(Scoped, generic.InspectView):
    page_title = gettext_lazy("通知")

    def get_object(self, queryset: Any = None) -> Notice:
        rows = self.notices().select_related("bureau").prefetch_related("tries__user")
        return get_object_or_404(rows, pk=self.pk)

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        """Moments in the hall's time; what is empty as a dash."""
        value = super().get_field_display_value(field_name, field)
        if field_name in {"next_try_at", "created_at", "sent_at"}:
            return moment(getattr(self.object, field_name))
        if field_name == "body":
            return texts.without_code(self.object.body)
        return "—" if value in (None, "") else value

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"tries": self.object.tries.all()}

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        notice = self.object
        if notice.state != State.FAILED or not notice.recipient or not self.request.user.has_perm(RETRY):
            return []
        return [Button(_("重新发送"), url=reverse("notices:retry", args=[notice.pk]), icon_name="resubmit")]


class RetryView(Scoped, WagtailAdminTemplateMixin, TemplateView):
    """Ask, then send again: one given-up notice, or all that the user may see."""

    template_name = "notices/retry.html"
    page_title = gettext_lazy("重新发送")
    header_icon = "resubmit"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(RETRY):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        here = [{"url": reverse("notices:index"), "label": _("通知")}, {"url": "", "label": self.page_title}]
        return [*self.breadcrumbs_items, *here]

    def wanted(self) -> NoticeQuerySet:
        """What is to be sent again; 404 for one that the user may not see."""
        rows = self.notices().exclude(recipient="")
        pk = self.kwargs.get("pk")
        if pk is not None:
            get_object_or_404(rows, pk=pk)
            rows = rows.filter(pk=pk)
        return rows.failed()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.wanted()
        context: dict[str, Any] = {"count": rows.count(), "some": rows[:20], "back": reverse("notices:index")}
        return super().get_context_data(**kwargs) | context

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        count = outbox.retry(self.wanted(), cast(User, request.user))
        if count:
            messages.success(
                request, ngettext("%(n)s 条通知将重新发送。", "%(n)s 条通知将重新发送。", count) % {"n": count}
            )
        else:
            messages.info(request, _("没有需要重新发送的通知。"))
        return redirect("notices:index")


class NoticeViewSet(ModelViewSet):
    model = Notice
    name = "notices"
    icon = "mail"
    menu_label = gettext_lazy("通知")
    menu_order = 700
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = NoticeIndex
    inspect_view_class = NoticeInspect
    filterset_class = NoticeFilter
    search_fields = ["case_number"]
    ordering = ["-created_at", "-pk"]
    list_per_page = 50
    form_fields: list[str] = []
    list_display = [
        TitleColumn("kind_label", label=gettext_lazy("事由"), sort_key="kind", url_name="notices:inspect"),
        Column("case_number", label=gettext_lazy("办件编号"), sort_key="case_number"),
        StateColumn("get_state_display", label=gettext_lazy("状态"), sort_key="state"),
        Column("get_channel_display", label=gettext_lazy("方式"), sort_key="channel"),
        Column("masked_recipient", label=gettext_lazy("收件人")),
        ShortColumn("last_error", label=gettext_lazy("失败原因")),
        MomentColumn(
            "created_at", label=gettext_lazy("创建时间"), sort_key="created_at", classname="w-whitespace-nowrap"
        ),
    ]
    inspect_view_fields = ["kind_label", "case_number", "bureau", "channel", "masked_recipient", "subject", "body"]
    inspect_view_fields += ["state", "attempts", "next_try_at", "last_error", "provider_reference", "created_at"]
    inspect_view_fields += ["sent_at"]
    inspect_template_name = "notices/inspect.html"

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Nothing is added, edited or deleted here."""
        closed = dict.fromkeys(
            ["add_url_name", "edit_url_name", "delete_url_name", "history_url_name", "usage_url_name"]
        )
        return {**super().get_common_view_kwargs(**kwargs), **closed}

    def get_urlpatterns(self) -> list[Any]:
        open_views = {"index", "index_results", "inspect"}
        return [
            *(pattern for pattern in super().get_urlpatterns() if pattern.name in open_views),
            path("retry/", self.construct_view(RetryView), name="retry_all"),
            path("retry/<int:pk>/", self.construct_view(RetryView), name="retry"),
        ]
