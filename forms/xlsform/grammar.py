"""Whether an expression of XLSForm is one at all: the grammar of XPath 1.0, with ${name} for the answer to a question.

What is well formed may still say more than the builder can; `conditions.py` and `arithmetic.py` tell that.
"""

import re
from collections.abc import Callable

TOKEN = re.compile(
    r"\s*(?:(?P<answer>\$\{\s*[^{}'\"]+?\s*\})|(?P<text>'[^']*'|\"[^\"]*\")|(?P<number>\d+(?:\.\d*)?|\.\d+)"
    r"|(?P<sign><=|>=|!=|::|//|\.\.|[=<>()\[\],+*/|@.-])|(?P<word>[^\W\d][\w.-]*(?::(?!:)[\w.-]+)?))"
)
CURLY = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})
"""Quotes as Word writes them; pyxform straightens them too."""
LEVELS = (("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod"))
"""The operators, the loosest first."""
DEEPEST = 60
NODE_TESTS = ("node", "text", "comment", "processing-instruction")


class Broken(ValueError):
    """Where an expression cannot be read on: the text from there, empty at its end."""


def broken(text: str) -> str | None:
    """The text from where the expression cannot be read, "" if it ends too soon; None if it is well formed."""
    try:
        _Expression(text.translate(CURLY)).whole()
    except Broken as error:
        return str(error)
    return None


class _Expression:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = self.depth = 0
        self.kind = self.token = ""
        self.end = 0
        self._advance()

    def whole(self) -> None:
        self._level(0)
        if self.kind:
            self._stop()

    def _stop(self) -> None:
        raise Broken(self.text[self.at :].strip())

    def _advance(self) -> None:
        self.at = self.end
        if not self.text[self.at :].strip():
            self.kind = self.token = ""
            return
        found = TOKEN.match(self.text, self.at)
        if found is None:
            self._stop()
            return
        self.kind, self.end = str(found.lastgroup), found.end()
        self.token = found[self.kind]

    def _is(self, *tokens: str) -> bool:
        return self.kind in ("sign", "word") and self.token in tokens

    def _take(self, *tokens: str) -> bool:
        found = self._is(*tokens)
        if found:
            self._advance()
        return found

    def _need(self, token: str) -> None:
        if not self._take(token):
            self._stop()

    def _within(self, part: Callable[[], None]) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            self._stop()
        part()
        self.depth -= 1

    def _level(self, level: int) -> None:
        if level == len(LEVELS):
            self._unary()
            return
        self._level(level + 1)
        while self._take(*LEVELS[level]):
            self._level(level + 1)

    def _unary(self) -> None:
        while self._take("-"):
            pass
        self._path()
        while self._take("|"):
            self._path()

    def _path(self) -> None:
        if self._primary():
            self._predicates()
            if self._take("/", "//"):
                self._steps()
        elif self._take("/"):
            if self.kind == "word" or self._is(".", "..", "@", "*"):
                self._steps()
        else:
            self._take("//")
            self._steps()

    def _primary(self) -> bool:
        """A value that is no path of names."""
        if self.kind in ("answer", "text", "number"):
            self._advance()
            return True
        if self._take("("):
            self._within(lambda: self._level(0))
            self._need(")")
            return True
        if self.kind == "word" and self._follows("(") and self.token not in NODE_TESTS:
            self._advance()
            self._advance()
            self._arguments()
            return True
        return False

    def _follows(self, sign: str) -> bool:
        return self.text[self.end :].lstrip().startswith(sign)

    def _arguments(self) -> None:
        if self._take(")"):
            return
        self._within(lambda: self._level(0))
        while self._take(","):
            self._within(lambda: self._level(0))
        self._need(")")

    def _steps(self) -> None:
        self._step()
        while self._take("/", "//"):
            self._step()

    def _step(self) -> None:
        if self._take(".", ".."):
            self._predicates()
            return
        if self.kind == "word" and self._follows("::"):
            self._advance()
            self._advance()
        else:
            self._take("@")
        if self.kind == "word" and self.token in NODE_TESTS and self._follows("("):
            self._advance()
            self._need("(")
            self._need(")")
        elif self.kind in ("word", "answer"):
            self._advance()
        else:
            self._need("*")
        self._predicates()

    def _predicates(self) -> None:
        while self._take("["):
            self._within(lambda: self._level(0))
            self._need("]")
