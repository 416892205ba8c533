"""Says of files that were uploaded in another item's form where that was: on the pages, and in the summary."""

from forms.fields.file import UploadsField
from items.verifying import same

from ..submit import asked_in_form
from .files import Source, origin, told
from .filling import Joint
from .pages import PAPERS, JointPage


def say_origins(joint: Joint, page: JointPage) -> None:
    """On each place for files of a page, for it to be drawn."""
    if page.lane is None and page.name != PAPERS:
        return
    sources = joint.before(page.lane) if page.lane else list(joint.sources.values())
    for form in joint.forms_of(page)[:1]:
        names = _names(joint, page)
        for key, field in form.fields.items():
            if isinstance(field, UploadsField) and key in names:
                field.widget.origin = origin(sources, names[key], field.widget.held)


def _names(joint: Joint, page: JointPage) -> dict[str, str]:
    """By the field, the name of the paper that it asks for."""
    if page.lane is None:
        return {key: same(place.name) for key, place in joint.papers.places.items()}
    return {key: name for name, key in asked_in_form(joint.version(page.lane)).items()}


def notes(joint: Joint, page: JointPage) -> dict[str, str]:
    """The same for the summary, by the field; and where an earlier item has another file now, or none any more."""
    if page.lane is None:
        sources: list[Source] = list(joint.sources.values())
        files = {key: joint.materials.cleaned_data.get(key) or [] for key in joint.materials.fields}
        names = _names(joint, page)
        return {key: told(sources, names[key], held) for key, held in files.items()}
    own = joint.sources[page.lane.item.pk].files
    return {key: told(joint.before(page.lane), name, own.get(name, ())) for key, name in _names(joint, page).items()}
