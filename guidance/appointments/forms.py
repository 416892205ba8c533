"""What a citizen fills in to book, and what moves or ends a booking."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from guidance.cases.contact import PhoneField
from guidance.cases.registry import VerbForm
from guidance.cases.verb_forms import long_text, offer
from items.models import ItemPage

from . import slots
from .models import Slot


def _name() -> forms.CharField:
    return forms.CharField(label=_("姓名"), max_length=50, widget=forms.TextInput(attrs={"autocomplete": "name"}))


def _phone() -> PhoneField:
    return PhoneField(help_text=_("预约提醒发到这个号码，不会公开。"))


class HoldForm(forms.Form):
    """A place to keep for some minutes."""

    item = forms.ModelChoiceField(ItemPage.objects.live(), to_field_name="address")
    slot = forms.ModelChoiceField(Slot.objects.select_related("window__bureau"))


class BookForm(forms.Form):
    """A booking of one slot for one item. Used by the page and by the API alike."""

    use_required_attribute = False

    item = forms.ModelChoiceField(ItemPage.objects.live(), to_field_name="address", widget=forms.HiddenInput)
    slot = forms.ModelChoiceField(
        Slot.objects.select_related("window__bureau"),
        label=_("时段"),
        error_messages={"required": _("请选择一个时段。"), "invalid_choice": _("这个时段不存在，请另选。")},
    )
    name = _name()
    phone = _phone()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class ConfirmForm(VerbForm):
    """Who stands behind a place that is held."""

    name = _name()
    phone = _phone()


class SlotChoice(forms.ModelChoiceField):
    """Slots by time, window and what is left: two windows may be open at the same time."""

    def label_from_instance(self, obj: Slot) -> str:
        return _t("%(time)s　%(window)s　余 %(left)s") % {
            "time": obj.label,
            "window": obj.window.name,
            "left": obj.left,
        }


class MoveForm(VerbForm):
    slot = SlotChoice(Slot.objects.none(), label=_("改到"), empty_label=_("请选择时段"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "slot", slots.free_for(self.case.item, self.now).exclude(pk=self.case.booking.slot_id))


class OfficeMoveForm(MoveForm):
    reason = long_text(_("改期原因"), rows=2, help_text=_("预约人会看到。"))


class CancelForm(VerbForm):
    reason = long_text(_("取消原因"), rows=2, required=False)


class OfficeCancelForm(VerbForm):
    reason = long_text(_("取消原因"), help_text=_("会发短信告诉预约人，请写明原因和怎么另约。"))
