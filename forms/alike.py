"""When two texts look the same to people: blanks, invisible signs, full-width forms and look-alike letters left out."""

import unicodedata

ENDS = "：: 。.，,；;、"
"""Signs that say nothing at the end of a text."""
LOOK_ALIKES = str.maketrans("АВЕЅІЈКМНОРСТУХаеіјорсухΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABESIJKMHOPCTYXaeijopcyxABEZHIKMNOPTYXo")
"""Cyrillic and Greek letters by the Latin ones that they look like."""


def seen(text: str) -> str:
    """A text as it is seen: equal for two that a reader cannot tell apart."""
    whole = unicodedata.normalize("NFKC", text).translate(LOOK_ALIKES)
    return "".join(sign for sign in whole if not sign.isspace() and unicodedata.category(sign) not in ("Cf", "Cc"))


def heard(text: str) -> str:
    """A text as it is read out: without capitals and the signs at its end as well."""
    whole = seen(text).casefold()
    return whole.rstrip(ENDS) or whole
