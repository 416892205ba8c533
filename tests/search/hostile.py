"""What nobody should be able to break the search with: quotes, operators, 10 kB, emoji, control characters."""

import random

FIXED = [
    '"',
    "'",
    '食品"经营',
    "'; DROP TABLE search_guides; --",
    "a OR b AND NOT c",
    "title:食品 NEAR(经营, 3)",
    "食品* ^经营 -许可 +证",
    "({[<>]})\\/|~!@#$%^&*=?",
    "🐶🐱证👨‍👩‍👧",
    "\x00\x01\x1f\x7f食品",
    "\ud800",
    "食品" * 5000,
    "a" * 10_000,
    "1" * 10_000,
    " " * 10_000,
    "%s %d {0} {{x}} ${y} <script>alert(1)</script>",
    "\u202e证可许",
    "ﷺ" * 600,
    "-",
    "''''",
    "s_public",
    "f_x OR marks:s_public",
    '{"query": {"match_all": {}}}',
    "/.*/ _exists_:name [a TO z} ~2 ^8",
    "ctx._source.gone=false",
]
PIECES = [
    *"食品经营许可证办理養犬登记abcxyz019 \"'()[]{}<>*?:^-+~&|!\\/%_.,;=#@$`\x00\t\n\r\x1b\x7f🐶證ＡＢ①㈱ﷺ\u200b\u202e\ud83d\udc36\ud800",
    *(
        " AND ",
        " OR ",
        " NOT ",
        " NEAR ",
        "title:",
        "s_public",
        "f_bureau_",
        "_id:",
        "--",
        "/*",
        "&&",
        "||",
        "%00",
        "😀👩‍👧",
    ),
]


def queries(count, seed=7):
    """The fixed ones, then random ones: short, long, one piece again and again up to 10 kB."""
    chance = random.Random(seed)
    yield from FIXED
    for number in range(count - len(FIXED)):
        if number % 50 == 0:
            yield "".join(chance.sample(PIECES, 3)) * 3000
        else:
            yield "".join(chance.choice(PIECES) for _ in range(chance.randint(0, 60)))
