"""How a case names its applicant where people's names and numbers are hidden: an organisation's are public."""

from typing import TYPE_CHECKING

from stdnum.cn import ric, uscc

from accounts.masks import mask_id, mask_name

if TYPE_CHECKING:
    from .models import Case


def is_organisation(case: "Case") -> bool:
    """Whether the case's number is a unified social credit code (GB 32100), and no citizen's (GB 11643)."""
    number = case.applicant_id
    return len(number) == 18 and uscc.is_valid(number) and not ric.is_valid(number)


def masked_name(case: "Case") -> str:
    """A person's name with its middle hidden; an organisation's whole."""
    return case.applicant_name if is_organisation(case) else mask_name(case.applicant_name)


def masked_number(case: "Case") -> str:
    """A person's number with its middle hidden; a credit code whole."""
    return case.applicant_id if is_organisation(case) else mask_id(case.applicant_id)
