"""What is wrong with a draft: each fault with its place and what to do, many with a change that mends it.

One registry decides for the editor's screen, for publishing and for what comes in from elsewhere. To add a check: one
function with `@check` in the module of its subject; a new module is imported by the `__init__` of its folder.
"""

from . import logic, options, parts, saying, types, wording  # noqa: F401
from .draft import Draft
from .problem import Problem
from .registry import CHECKS, Check, Fix, errors, lost, problems
from .spot import Spot, addressed

__all__ = ["CHECKS", "Check", "Draft", "Fix", "Problem", "Spot", "addressed", "errors", "lost", "problems"]
