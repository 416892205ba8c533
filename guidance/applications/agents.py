"""Who applies for somebody else (代办人), with the authorisation that is kept with the case."""

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.history import track
from accounts.masks import mask_id, mask_name, mask_phone
from forms.uploads import Desk
from guidance.cases.contact import PhoneField
from guidance.cases.models import Case
from guidance.cases.uploading import FilesField, TakesFiles
from items.verifying import same

AUTHORISATION = "authorisation"
"""The key of the attachments that are the written authorisation (授权委托书)."""
WRITTEN = re.compile(r"授权(委托)?书|委托(授权)?书")
MASKS = {"agent_name": mask_name, "agent_phone": mask_phone, "agent_id": mask_id}
"""How the case's history shows who came."""


class Agent(models.Model):
    """The person who came for the applicant. The authorisation itself is among the case's attachments."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="agent")
    agent_name = models.CharField(_("代办人姓名"), max_length=100)
    agent_phone = models.CharField(_("代办人手机"), max_length=30)
    agent_id = models.CharField(_("代办人证件号码"), max_length=30, blank=True)
    history = track()

    class Meta:
        verbose_name = _("代办人")
        verbose_name_plural = _("代办人")

    def __str__(self) -> str:
        return self.agent_name


def is_authorisation(name: str) -> bool:
    """Whether a material of that name is the agent's written authorisation: what came with the agent is that paper."""
    return bool(WRITTEN.search(same(name)))


@dataclass(frozen=True)
class Agency:
    """A checked form: who comes for the applicant, and the files that are the authorisation."""

    agent_name: str
    agent_phone: str
    agent_id: str
    files: tuple[Any, ...]

    @property
    def who(self) -> dict[str, str]:
        """The columns of an `Agent`."""
        return {name: getattr(self, name) for name in MASKS}


class AgentForm(TakesFiles):
    """Left empty by who applies for themselves; else the name, the phone and the authorisation are all needed."""

    use_required_attribute = False
    agent_name = forms.CharField(label=_("代办人姓名"), max_length=100, required=False)
    agent_phone = PhoneField(label=_("代办人手机"), required=False)
    agent_id = forms.CharField(label=_("代办人证件号码"), max_length=30, required=False)
    agent_paper = FilesField(label=_("授权委托书"), max_files=5, required=False)

    def __init__(self, *args: Any, desk: Desk | None = None, **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)
        self.desk = desk

    @property
    def is_begun(self) -> bool:
        """Whether anything was filled in: the page then shows the part open."""
        return self.is_bound and bool(self.errors or any(self.cleaned_data.values()))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not any(data.get(name) for name in self.fields):
            return data
        for name, words in (
            ("agent_name", _("请填写代办人姓名；本人来办的，请把代办人的内容都清空。")),
            ("agent_phone", _("请填写代办人手机。")),
            ("agent_paper", _("替别人办理要有授权委托书，请扫描或拍照后上传。")),
        ):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, words)
        return data

    def agency(self) -> Agency | None:
        """Of a checked form; None where the applicant came in person."""
        data = self.cleaned_data
        if not data.get("agent_name"):
            return None
        return Agency(
            data["agent_name"], data["agent_phone"], data["agent_id"].upper(), tuple(data["agent_paper"] or ())
        )
