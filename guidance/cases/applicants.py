"""How a case names its applicant where people's names and numbers are hidden: an organisation's are public."""

import re
from typing import TYPE_CHECKING

from stdnum.cn import ric, uscc

from accounts.masks import mask_id, mask_name

if TYPE_CHECKING:
    from .models import Case

BORN = re.compile(r"\d{6}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]$")


def is_organisation(case: "Case") -> bool:
    """Whether the case's number is a unified social credit code (GB 32100), and looks like no citizen's (GB 11643).

    A citizen's number with one digit mistyped may by chance be a code: whoever seems to have a birthday is a person.
    """
    number = case.applicant_id
    return len(number) == 18 and uscc.is_valid(number) and not (BORN.match(number) or ric.is_valid(number))


def masked_name(case: "Case") -> str:
    """A person's name with its middle hidden; an organisation's whole."""
    return case.applicant_name if is_organisation(case) else mask_name(case.applicant_name)


def masked_number(case: "Case") -> str:
    """A person's number with its middle hidden; a credit code whole."""
    return case.applicant_id if is_organisation(case) else mask_id(case.applicant_id)
