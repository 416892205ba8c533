"""All answers of a theme's draft, page by page, each with the way to the place where it is changed."""

from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from forms import service

from ..filling.summary import Answer, Chapter, Part, agent, parts_of, typed
from ..filling.visit import BACK, CHECK
from ..promises.form import INSTEAD, LATER
from .filling import Joint
from .origins import notes
from .pages import CONTACT, JointPage
from .sparing import lines


def chapters(joint: Joint, url_of: Callable[[str], str]) -> list[Chapter]:
    """The summary of a checked draft: an item's steps one after the other, under its name."""
    return [Chapter(_title(page), _parts(joint, page, f"{url_of(page.name)}?{BACK}={CHECK}")) for page in joint.pages]


def _title(page: JointPage) -> str:
    return _("%(item)s：%(step)s") % {"item": page.over, "step": page.title} if page.over else page.title


def _parts(joint: Joint, page: JointPage, url: str) -> list[Part]:
    if page.lane is None:
        rows = (
            [*typed(joint.contact, url), *agent(joint.agent, url)]
            if page.name == CONTACT
            else _papers(joint, page, url)
        )
        return [Part("", list(rows))]
    version, form = joint.versions[page.lane.item.pk], joint.forms[page.lane.item.pk]
    by_step = service.by_step(version, form.answers())
    sections = [one for step, found in by_step if page.step in (None, step) for one in found]
    return parts_of(page.title, sections, url, notes(joint, page))


def _papers(joint: Joint, page: JointPage, url: str) -> Iterator[Answer]:
    given: dict[str, Any] = joint.materials.cleaned_data
    for line in lines(joint):
        yield Answer(line["name"], line["words"], f"{url}#{line['key']}_place")
    said, marks = _promised(joint), notes(joint, page)
    for name, field in joint.materials.fields.items():
        files = tuple(held.name for held in given.get(name) or ())
        left = joint.papers.places[name].left(joint.spared)
        words = "；".join(dict.fromkeys(said.get(use.key, _("以后补交或到窗口交")) for use in left))
        yield Answer(str(field.label), "" if files else words, f"{url}#id_{name}_field", files, marks[name])
    for name, before, item in joint.papers.filled_later:
        words = _("“%(from)s”办成后，由结果自动填给“%(to)s”") % {"from": before.title, "to": item.title}
        yield Answer(name, words, url)


def _promised(joint: Joint) -> dict[str, str]:
    """By the use of a paper, what was promised in place of it; of which item, where others hand it in."""
    kinds = {LATER: _("承诺受理后补交"), INSTEAD: _("用书面承诺代替")}
    made = {(lane.item.pk, n): vow for lane in joint.lanes for vow in joint.vows(lane) for n in vow.orders}
    uses = {key: use for key, use in joint.papers.uses.items() if (use.item.pk, use.order) in made}
    words = _("%(words)s（%(item)s）")
    return {
        key: words % {"words": kinds[made[use.item.pk, use.order].words.kind], "item": use.item.title}
        for key, use in uses.items()
    }
