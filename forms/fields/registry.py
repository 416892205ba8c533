"""All field types, in the order the editor finds them."""

from .address import Address
from .bank_card import BankCard
from .base import FieldType
from .computed import Computed
from .credit_code import CreditCode
from .date import Date
from .date_range import DateRange
from .declaration import Declaration
from .division import Division
from .drop_down import DropDown
from .email import Email
from .file import File
from .files import Files
from .id_number import IdNumber
from .identity_paper import IdentityPaper
from .integer import Integer
from .landline import Landline
from .linked_choices import LinkedChoices
from .long_text import LongText
from .money import Money
from .multiple_choice import MultipleChoice
from .number import Number
from .person_name import PersonName
from .phone import Phone
from .prefilled import Prefilled
from .signature import Signature
from .single_choice import SingleChoice
from .text import Text
from .time import Time
from .yes_no import YesNo

TYPES: dict[str, FieldType] = {
    kind.name: kind()
    for kind in (
        Text, LongText, Number, Integer, Money, Date, DateRange, Time, Prefilled, Computed,
        SingleChoice, MultipleChoice, DropDown, LinkedChoices, YesNo, Declaration,
        PersonName, IdNumber, IdentityPaper, Phone, Landline, Email, Division, Address, CreditCode, BankCard, Signature,
        File, Files,
    )
}  # fmt: skip


def field_type(name: str) -> FieldType:
    """The type of that name; KeyError if there is none."""
    return TYPES[name]
