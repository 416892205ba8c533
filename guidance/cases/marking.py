"""What was searched for, marked in the rows of a list: only in what the list shows anyway, masked as it shows it."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from search.document import Part

from .finding import Found
from .models import Case
from .searching import SECTIONS, UNQUOTED


class Marks:
    """The marks of one list; without words there are none."""

    def __init__(self, found: Found | None = None) -> None:
        self.line = found.line if found else None
        self._excerpts: dict[str, tuple[str, str]] = {}

    def read(self, shown: Sequence[Case]) -> None:
        """Look up where the words stand that the titles of one page do not hold: one question for all."""
        if self.line:
            elsewhere = [str(case.pk) for case in shown if not self.line.covers(case.title)]
            self._excerpts = self.line.excerpts(elsewhere)

    def text(self, text: str) -> SafeString:
        """A text with the words marked."""
        return _drawn(self.line.marked(text)) if self.line else format_html("{}", text)

    def name(self, case: Case, masked: str) -> SafeString:
        """The masked name, marked whole where the name holds a word: no character more is shown."""
        return self._whole(masked, case.applicant_name)

    def phone(self, case: Case, masked: str) -> SafeString:
        """The masked phone, marked whole where its last four or the whole were asked for."""
        return self._whole(masked, case.applicant_phone[-4:], case.applicant_phone)

    def place(self, case: Case) -> SafeString:
        """Where else the words were found: a piece of the text, or only the name of the part."""
        if str(case.pk) not in self._excerpts:
            return SafeString("")
        section, text = self._excerpts[str(case.pk)]
        words = SafeString("") if section in UNQUOTED else self.text(text)
        return format_html('<span class="hall-cell__found"><b>{}</b> {}</span>', SECTIONS.get(section, section), words)

    def _whole(self, masked: str, *texts: str) -> SafeString:
        held = self.line is not None and any(self.line.holds(text) for text in texts)
        return _drawn((Part(masked, held),))


def _drawn(parts: Sequence[Part]) -> SafeString:
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", part.text) if part.marked else part.text,) for part in parts)
    )
