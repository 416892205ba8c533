"""Ask a source about somebody: the one way in. It never raises, never waits long, and leaves alone what hangs."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from .answers import Answer, FaultError, Outcome
from .identity import Person
from .models import DataSource, SourceState
from .providers import PROVIDERS

FAILURES = 3
"""In a row: after so many a source is left alone for a while, so that not every citizen waits for it in vain."""
REST = timedelta(minutes=1)
"""How long; then one question tries it again."""
logger = logging.getLogger(__name__)


def ask(source: DataSource, person: Person, now: datetime | None = None) -> Answer:
    """What a source says of a person. Call it outside of a transaction: it may take the source's whole time-out."""
    moment = now or timezone.now()
    state = SourceState.objects.filter(source=source).first()
    if state is not None and not _may_try(state, moment):
        return Answer(Outcome.TIMEOUT, why=_("连续失败，一分钟内不再询问"))
    with translation.override(settings.LANGUAGE_CODE):
        answer = _asked(source, person, moment)
    if answer.outcome in (Outcome.TIMEOUT, Outcome.FAULT):
        _failed(source, answer, moment)
    elif state is not None and state.failures:
        SourceState.objects.filter(pk=state.pk).update(failures=0, resting_until=None)
    return answer


def _asked(source: DataSource, person: Person, now: datetime) -> Answer:
    try:
        return PROVIDERS[source.kind].ask(source, person, timezone.localdate(now))
    except TimeoutError:
        return Answer(Outcome.TIMEOUT, why=_("%(n)s 秒内没有答复") % {"n": source.timeout})
    except FaultError as error:
        return Answer(Outcome.FAULT, why=str(error))
    except Exception:  # a broken provider asks for the paper, it does not break the page
        logger.exception("Data source %s", source.pk)
        return Answer(Outcome.FAULT, why=_("查询程序出错，请运维看日志"))


def _may_try(state: SourceState, now: datetime) -> bool:
    """Whether it may be asked: it does not rest, or its rest is over and this is the one question that tries it."""
    if state.resting_until is None:
        return True
    over = SourceState.objects.filter(pk=state.pk, resting_until__lte=now)
    return bool(over.update(resting_until=now + REST))


def _failed(source: DataSource, answer: Answer, now: datetime) -> None:
    state, _made = SourceState.objects.get_or_create(source=source)
    state.failures = min(state.failures + 1, FAILURES)
    state.failed_at, state.last_error = now, answer.why[:200]
    if state.failures >= FAILURES:
        state.resting_until = now + REST
    state.save()
    logger.warning("Data source %s: %s", source.pk, answer.why)
