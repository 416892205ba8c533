"""Files that items' own forms ask for under one name: what was uploaded in one of them is not asked for again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from forms import service
from forms.answering import PREFIX
from forms.models import FormVersion
from forms.service import keeping
from forms.uploads import Held, Limits, admit

from ..submit import asked_in_form

Named = Mapping[str, list[Held]]
"""Files by the name of the paper, as `same` writes it."""


@dataclass(frozen=True)
class Source:
    """What one item's form has taken in."""

    title: str
    files: Named

    def lent(self, name: str, files: Iterable[Held]) -> bool:
        """Whether these are its files of that name."""
        hashes = {one.sha256 for one in self.files.get(name, ())}
        return any(one.sha256 in hashes for one in files)


def taken_in(version: FormVersion, form: service.AnswerForm) -> Named:
    """The files of a bound form by what it asks for, as far as they may serve another; those of rows never do."""
    form.is_valid()
    names = {key: name for name, key in asked_in_form(version).items() if service.upload_most(version, key)}
    found: dict[str, list[Held]] = {name: [] for name in names.values()}
    if not names:
        return found
    for key, _label, held in service.files_of(version, form.answers()):
        if key in names:
            found[names[key]].append(held)
    return found


def together(sources: Iterable[Source]) -> Named:
    """Of several forms: the first that has files of a name gives them."""
    found: dict[str, list[Held]] = {}
    for source in sources:
        for name, files in source.files.items():
            found[name] = found.get(name) or files
    return found


def lent(version: FormVersion, given: Named) -> keeping.Inputs:
    """The same files as the inputs of another form that asks for them; not those that its field does not take."""
    found: keeping.Inputs = {}
    for name, key in asked_in_form(version).items():
        limits, most = service.upload_limits(version, key), service.upload_most(version, key)
        if limits and most and (held := fitting(given.get(name, ()), limits, most)):
            found[f"{PREFIX}-{key}-{keeping.KEPT}"] = held
    return found


def fitting(files: Iterable[Held], limits: Limits, most: int) -> list[str]:
    """Of these files what a place takes, as its input holds them."""
    return [one.signed for one in files if _is_admitted(one, limits)][:most]


def _is_admitted(held: Held, limits: Limits) -> bool:
    try:
        admit(held, limits)
    except ValidationError:
        return False
    return True


def origin(sources: Iterable[Source], name: str, files: Iterable[Held]) -> str:
    """The title of the first item in whose form the files of a paper were uploaded; empty where they are its own."""
    held = list(files)
    return next((source.title for source in sources if source.lent(name, held)), "")


def told(sources: Iterable[Source], name: str, files: Iterable[Held]) -> str:
    """For the summary: from where the files of a paper are; or that an earlier item has others, or none any more."""
    asking, held = [source for source in sources if name in source.files], list(files)
    if not held or not asking:
        return ""
    if title := origin(asking, name, held):
        return _("已在“%(item)s”中上传") % {"item": title}
    other = next((source for source in asking if source.files[name]), None)
    if other is None:
        return _("“%(item)s”中现在没有这份材料，这里仍会提交，请核对") % {"item": asking[0].title}
    return _("和“%(item)s”中现在的不是同一份，请核对") % {"item": other.title}
