"""The log of queries: what is asked and what comes of it, never who asked."""

import datetime as dt
import re
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from . import visitors
from .analysis import normal
from .document import Answer
from .models import QueryLog
from .understanding import LONGEST

KEEP = dt.timedelta(days=400)
"""How long queries are kept: a year to compare with the last."""
_NUMBERS = re.compile(r"[0-9x]{6,}|\d(?:[\d\s-]{4,})\d[x]?")
_MAIL = re.compile(r"\S+@\S+")
_SPOKEN = re.compile(r"[零〇一二两三四五六七八九幺]{6,}")
_PLATE = re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][a-z][a-z0-9]{5,6}")
_SURNAME = (
    "(?:欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|司徒|[王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋"
    "蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文])"
)
_GIVEN = "[\u4e00-\u9fff]"
_NO_KIND = "(?!高[中校龄考职]|程序|江[苏西]|常[住年]|白[天领]|万|田|马[上路]|安|武汉|方便|石|金)"
"""What one is, and not what one is called: 高中毕业生, 程序员, 江苏人."""
_NOT_PLACE = "(?![\u4e00-\u9fff]{0,2}[区市县镇乡局所院店厂])"
_NAME = re.compile(
    rf"(?<=我叫|名叫|姓名|名字){_GIVEN}{{2,3}}|(?<=我是){_NO_KIND}{_SURNAME}{_GIVEN}{{2}}"
    rf"|^{_SURNAME}{_NOT_PLACE}{_GIVEN}{{1,2}}(?=[的,，、\s:：]+(?:身份证|电话|手机|户口|驾照))"
)
"""A name that is told as such; at the beginning, before what is one person's."""
_HOME = re.compile(
    r"[\u4e00-\u9fff]{2,12}?(?:路|街|巷|道|小区|花园|村|苑|里)\s*\d+\s*(?:号|栋|幢|弄)[\w\u4e00-\u9fff-]{0,12}?(?:单元|室|楼|户|院)?"
)
"""An address with the number of a house."""
_PERSONAL = (_MAIL, _NUMBERS, _SPOKEN, _PLATE, _NAME, _HOME)


def masked(text: str) -> str:
    """The query normalised, with # for what may be a person's number, plate, mail address or name told as such."""
    kept = normal(text, longest=400)
    for pattern in _PERSONAL:
        kept = pattern.sub("#", kept)
    return kept[:LONGEST].strip()


def log(answer: Answer, request: HttpRequest | None = None) -> int | None:
    """Keep what a citizen asked; the number to give to `log_click`. Empty queries are not kept.

    Of the request only the visitor's mark for these words is kept (visitors.py).
    """
    text = masked(answer.query)
    if not any(char.isalnum() for char in text):
        return None
    top = answer.hits[0] if answer.hits else None
    row = QueryLog.objects.create(
        text=text,
        day=timezone.localdate(),
        verdict=answer.verdict,
        count=answer.total if answer.shown else 0,
        top_kind=top.kind if top else "",
        top_key=top.key if top else "",
        visitor=visitors.mark(request, text) if request else "",
    )
    return row.pk


def log_click(log_id: int, kind: str, key: str) -> None:
    """Keep which hit was opened; the last one counts. A number that is not there, or of another day, does nothing."""
    row = QueryLog.objects.filter(pk=log_id, day__gte=timezone.localdate() - dt.timedelta(days=1)).first()
    if row is not None:
        row.clicked_kind, row.clicked_key = kind[:40], key[:200]
        row.save(update_fields=["clicked_kind", "clicked_key"])


def unanswered(rows: QuerySet[QueryLog] | None = None) -> QuerySet[QueryLog, Any]:
    """Queries that nothing fitted or that mostly nobody opened a hit of, of the rows or all, the most frequent first."""
    asked = (QueryLog.objects.all() if rows is None else rows).values("text", "verdict")
    counted = asked.annotate(times=Count("pk"), opened=Count("pk", filter=~Q(clicked_key="")))
    return counted.filter(times__gt=F("opened") * 2).order_by("-times", "text")


def forget(today: dt.date) -> int:
    """Delete what is older than is kept; how many."""
    return QueryLog.objects.filter(day__lt=today - KEEP).delete()[0]
