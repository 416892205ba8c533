"""What the search keeps beside the index: changes to deliver, followers' positions, synonyms, the log of queries."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.history import track

from . import lexicon
from .analysis import normal


class Change(models.Model):
    """A document that may have changed, written in the transaction of the change. Its id orders the versions."""

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    transaction = models.BigIntegerField(default=0, editable=False)
    """PostgreSQL: the transaction that wrote it, since ids there do not follow the order of commits; else 0."""
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["transaction", "id"]), models.Index(fields=["kind", "key", "id"])]

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}@{self.pk}"


class Follower(models.Model):
    """An index that is fed from the changes: how far it has read, and whether it is whole."""

    name = models.CharField(max_length=200, unique=True)
    transaction = models.BigIntegerField(default=0)
    change = models.BigIntegerField(default=0)
    seen_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.name


class Failure(models.Model):
    """A document that could not be indexed: tried again by the worker until it can, and shown meanwhile."""

    engine = models.CharField(_("引擎"), max_length=200)
    kind = models.CharField(_("类型"), max_length=40)
    key = models.CharField(_("编号"), max_length=200)
    error = models.TextField(_("原因"))
    attempts = models.PositiveIntegerField(_("次数"), default=1)
    at = models.DateTimeField(_("时间"), auto_now=True)

    class Meta:
        verbose_name = _("未能收录的内容")
        verbose_name_plural = _("未能收录的内容")
        constraints: ClassVar = [models.UniqueConstraint(fields=["engine", "kind", "key"], name="one_failure_each")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"


class SynonymKind(models.TextChoices):
    """How the two sides of an entry relate."""

    EQUIVALENT = "same", _("同义")
    ONE_WAY = "oneway", _("说法")
    RENAMED = "renamed", _("旧名")
    EVENT = "event", _("情形")


def split_words(text: str) -> list[str]:
    """The words of a field, separated by commas, 、 or line ends; normalised, without repeats."""
    for separator in ",;、;\n\r|":
        text = text.replace(separator, ",")
    return list(dict.fromkeys(word for part in text.split(",") if (word := normal(part))))


class Synonym(models.Model):
    """An editors' entry: what people say, and the official words. It replaces a shipped entry of the same words."""

    kind = models.CharField(_("关系"), max_length=10, choices=SynonymKind, default=SynonymKind.ONE_WAY)
    said = models.CharField(_("人们说的"), max_length=300, help_text=_("如 饭馆、小吃店。几种说法用顿号隔开。"))
    meant = models.CharField(
        _("规范的用语"),
        max_length=500,
        blank=True,
        help_text=_("如 食品经营。几个用语用顿号隔开，越靠前越可能。“情形”填要办的事项名称。留空：不再使用内置词条。"),
    )
    active = models.BooleanField(_("启用"), default=True)
    note = models.CharField(_("备注"), max_length=300, blank=True)
    updated_at = models.DateTimeField(_("修改时间"), auto_now=True)
    history = track()

    class Meta:
        verbose_name = _("同义词")
        verbose_name_plural = _("同义词")
        ordering: ClassVar = ["-updated_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.said} → {self.meant}"

    def clean(self) -> None:
        """At least one word of two characters said; the same word may not stand in two entries."""
        said = split_words(self.said)
        if not said:
            raise ValidationError({"said": _("请填写至少一个词。")})
        meant = split_words(self.meant)
        if self.meant.strip() and not meant:
            raise ValidationError({"meant": _("这里只有标点。请填写用语，或者清空。")})
        for word in (*said, *meant):
            if not any(char.isalnum() for char in word):
                raise ValidationError(_("“%(word)s”里没有字或字母，搜不到。") % {"word": word})
        for word in said:
            if word in lexicon.fillers():
                raise ValidationError({"said": _("“%(word)s”太泛，搜索时不算数。请写完整的说法。") % {"word": word}})
        if self.kind == SynonymKind.EQUIVALENT and not self.meant.strip() and len(said) < 2:
            raise ValidationError({"meant": _("同义词至少要有两个词。")})
        taken: dict[str, Any] = {}
        for other in Synonym.objects.exclude(pk=self.pk):
            taken |= dict.fromkeys(split_words(other.said), other)
        for word in said:
            if word in taken:
                raise ValidationError(
                    {"said": _("“%(word)s”已有词条：%(entry)s") % {"word": word, "entry": taken[word]}}
                )


class QueryLog(models.Model):
    """What was searched, without who: the words with long numbers masked, the day, and what came of it."""

    text = models.CharField(_("搜索词"), max_length=100, db_index=True)
    day = models.DateField(_("日期"), db_index=True)
    verdict = models.CharField(_("结果"), max_length=10)
    count = models.PositiveIntegerField(_("条数"), default=0)
    top_kind = models.CharField(max_length=40, blank=True)
    top_key = models.CharField(_("第一条"), max_length=200, blank=True)
    clicked_kind = models.CharField(max_length=40, blank=True)
    clicked_key = models.CharField(_("点开的"), max_length=200, blank=True)
    visitor = models.CharField(max_length=16, blank=True, default="", editable=False)
    """A mark that is one visitor's for these words in one period (visitors.py); it leads to nobody."""

    class Meta:
        verbose_name = _("搜索记录")
        verbose_name_plural = _("搜索记录")
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return self.text


class VisitorKey(models.Model):
    """The key of one period's marks; deleted when the period is over."""

    period = models.PositiveIntegerField(unique=True)
    secret = models.CharField(max_length=64)

    def __str__(self) -> str:
        return str(self.period)


class ClickPrior(models.Model):
    """What at least five visitors opened after the same words, and how much that lifts it; written anew every day."""

    text = models.CharField(_("搜索词"), max_length=100, db_index=True)
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    title = models.CharField(_("点开的"), max_length=500, blank=True, default="")
    visitors = models.PositiveIntegerField(_("访客"))
    last_day = models.DateField(_("最近一次"))
    boost = models.FloatField(_("提升"))

    class Meta:
        verbose_name = _("点击规律")
        verbose_name_plural = _("点击规律")
        constraints: ClassVar = [models.UniqueConstraint(fields=["text", "kind", "key"], name="one_prior_each")]

    def __str__(self) -> str:
        return f"{self.text} → {self.kind}:{self.key}"
