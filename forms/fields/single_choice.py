"""One of several, all shown."""

from django.utils.translation import gettext_lazy

from .choice import Choice


class SingleChoice(Choice):
    """Radio buttons: for up to about seven choices."""

    name = "single_choice"
    label = gettext_lazy("单选")
    icon = "radio-full"
