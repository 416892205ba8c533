"""What is wrong with a draft: each fault with its place and what to do, many with a change that mends it.

One registry decides for the editor's screen, for publishing and for what comes in from elsewhere. To add a check: one
function with `@check` in a module of this folder; a module also goes into the list below.
"""

from . import (  # noqa: F401
    answering,
    calculations,
    choices,
    compared,
    conditions,
    dated,
    fields,
    fitting,
    groups,
    intervals,
    layout,
    leftovers,
    limits,
    measured,
    measures,
    numbering,
    offered,
    others,
    outcomes,
    personal,
    placeholders,
    ranges,
    repeats,
    room,
    samples,
    signing,
    stated,
    steps,
    terms,
    unknown,
    words,
)
from .draft import Draft
from .problem import Problem
from .registry import CHECKS, Check, Fix, errors, lost, problems
from .spot import Spot, addressed

__all__ = ["CHECKS", "Check", "Draft", "Fix", "Problem", "Spot", "addressed", "errors", "lost", "problems"]
