"""All field types, in the order the editor finds them."""

from .address import Address
from .base import FieldType
from .credit_code import CreditCode
from .date import Date
from .declaration import Declaration
from .drop_down import DropDown
from .email import Email
from .file import File
from .files import Files
from .id_number import IdNumber
from .integer import Integer
from .landline import Landline
from .long_text import LongText
from .multiple_choice import MultipleChoice
from .number import Number
from .person_name import PersonName
from .phone import Phone
from .single_choice import SingleChoice
from .text import Text
from .yes_no import YesNo

TYPES: dict[str, FieldType] = {
    kind.name: kind()
    for kind in (
        Text, LongText, Number, Integer, Date,
        SingleChoice, MultipleChoice, DropDown, YesNo, Declaration,
        PersonName, IdNumber, Phone, Landline, Email, Address, CreditCode,
        File, Files,
    )
}  # fmt: skip


def field_type(name: str) -> FieldType:
    """The type of that name; KeyError if there is none."""
    return TYPES[name]
