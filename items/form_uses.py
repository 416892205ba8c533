"""Which guides are filled in with a form, and what they need of it: that it asks for what their data sources (数据比对) are asked with."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from forms.models import Form
from forms.uses import Use

from .choices import Status
from .models import ItemPage, Material


def compared(form: Form, roles: set[str]) -> Iterator[str]:
    """The papers of published guides that could not be compared any more. One query."""
    guides = ItemPage.objects.live().filter(form=form)
    rows = Material.objects.filter(page__in=guides, data_source__active=True).select_related("page", "data_source")
    for row in rows.order_by("page__title", "sort_order"):
        source = row.data_source
        if source is not None and source.roles.isdisjoint(roles):
            yield _("“%(item)s”的“%(paper)s”不能再向“%(source)s”比对：表单不问%(field)s了，申请人要交这份材料。") % {
                "item": row.page.title, "paper": row.name, "source": source.name, "field": source.get_identity_display(),
            }  # fmt: skip


def items(form: Form) -> Iterator[Use]:
    """The guides that the form hangs on, published ones first. One query."""
    for page in ItemPage.objects.filter(form=form).order_by("-live", "title", "pk"):
        online = page.live and page.apply_online and page.status == Status.IN_USE
        yield Use(page.title, reverse("wagtailadmin_pages:edit", args=[page.pk]), online)
