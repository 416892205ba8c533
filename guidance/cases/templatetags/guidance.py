"""What templates say about cases."""

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import due_words, panels
from ..models import Case
from ..states import INFO, State

register = template.Library()

_NEXT = {
    State.WAITING: lambda case: _("不用做什么。前面的事项办成后，这件自动开始，会发短信告诉您。"),
    State.CORRECTION: lambda case: _("按下面的要求提交补正材料。"),
    State.HELD: lambda case: (
        _("请在 %(time)s 前确认，留下姓名和手机；到时没有确认，位子会自动放开。")
        % {"time": timezone.localtime(case.due_at).strftime("%H:%M")}
    ),
    State.BOOKED: lambda case: _("按时到约定的地点，备好材料；来不了请提前改期、取消，或打电话告诉我们。"),
    State.ANSWERED: lambda case: _("请看答复。没说清楚的，可以在十天内重新提问一次。"),
    State.GRANTED: lambda case: _("等待送达结果。"),
    State.OFFICE_CANCELLED: lambda case: _("这次预约被单位取消了，请另约时间。原因在下面的消息里。"),
    State.MOVED: lambda case: _("请按新的预约到窗口。"),
}


@register.filter
def tag(state: str) -> str:
    """The name of a state's tag in the stylesheet."""
    return state.replace("_", "-")


@register.filter
def tone(state: str) -> str:
    """The tone of a state: new, active, wait, good, bad or ended."""
    return INFO[state].tone


@register.filter
def next_step(case: Case) -> str:
    """What the applicant has to do now, or nothing."""
    if said := panels.next_of(case):
        return said
    say = _NEXT.get(State(case.state))
    return say(case) if say else (_("不用做什么，等承办机构办理。") if case.is_open else "")


@register.filter
def due_explained(case: Case) -> str:
    """Why the due date is that day, in words."""
    return due_words.explained(case)


@register.filter
def translated(text: str) -> str:
    """A text that a row keeps as it stands in the source, in the reader's language."""
    return _(text) if text else ""
