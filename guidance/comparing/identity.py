"""Who is asked about, and what of it the hall keeps: keyed hashes, useless without the hall's secret key."""

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.crypto import salted_hmac

if TYPE_CHECKING:
    from .models import DataSource


@dataclass(frozen=True)
class Person:
    """What the form was told of the applicant: a person or a company. What was not told is empty."""

    name: str = ""
    id_number: str = ""
    credit_code: str = ""

    def number_for(self, source: "DataSource") -> str:
        """The number that finds them in a source; empty if it was not told."""
        numbers = {"id_number": self.id_number, "credit_code": self.credit_code}
        return plain(numbers.get(source.identity, self.number))

    def lacks(self, source: "DataSource") -> bool:
        """Whether something is missing that the source must be asked with."""
        return not self.number_for(source) or (source.check_name and not plain(self.name))

    @property
    def number(self) -> str:
        """The number of the applicant: a company's is its own, not that of the person who stands for it."""
        return plain(self.credit_code or self.id_number)


def plain(text: str) -> str:
    """A number or a name without what people write differently: width, case, spaces."""
    return "".join(unicodedata.normalize("NFKC", text).upper().split())


def hashed(text: str, secret: str | None = None) -> str:
    """What is kept of a number or a name."""
    return salted_hmac("comparing.identity", plain(text), secret=secret, algorithm="sha256").hexdigest()


def hashes(text: str) -> list[str]:
    """The same under the hall's key and those it had before: a table taken in earlier goes on to be found."""
    return [hashed(text, key) for key in (settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS))]


def mark(person: Person) -> str:
    """Tells whether an answer was given about this very person: of number and name together."""
    said = "\n".join(plain(text) for text in (person.id_number, person.credit_code, person.name))
    return salted_hmac("comparing.mark", said, algorithm="sha256").hexdigest()
