"""The one way a verb says no: with a message for people, a code for programs and, where it concerns fields, their names."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    Text: TypeAlias = str | StrPromise


class Refused(Exception):
    """A verb was refused and nothing was written. Pages show the message, the API answers problem details.

    `code` is a short ASCII word that programs may test; `fields` maps a field's name to its messages;
    `status` is the HTTP status the API answers with.
    """

    def __init__(
        self,
        message: "Text",
        *,
        code: str = "refused",
        fields: "Mapping[str, Sequence[Text]] | None" = None,
        status: int = 409,
        extra: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.fields = {name: list(said) for name, said in (fields or {}).items()}
        self.status = status
        self.extra = dict(extra or {})


class NotAllowed(Refused):
    """The person may not do this here."""

    def __init__(self, message: "Text", *, code: str = "not-allowed") -> None:
        super().__init__(message, code=code, status=403)


class Invalid(Refused):
    """What was sent does not fit; `fields` says where."""

    def __init__(self, message: "Text", fields: "Mapping[str, Sequence[Text]]", *, code: str = "invalid") -> None:
        super().__init__(message, code=code, fields=fields, status=422)
