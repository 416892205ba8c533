"""One person's tab: it opens, presses and fills as a person does, and looks hard at every page it is shown."""

import re
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, Response, expect

PHONE, DESK = 360, 1280
GRAVE = {"serious", "critical"}
AT_REST = """() => document.getAnimations().every(
    (one) => one.playState !== "running" || one.effect.getComputedTiming().endTime === Infinity)"""
"""A message that is still fading in has not the colours it will have."""
OURS = ".hall-desk, .hall-case, .hall-casehead, .hall-queues, .hall-found, .hall-bulk, .hall-inbox, .hall-work"
"""Our own parts of the admin's screens."""
CUT_OFF = """(body, ours) => {
    const scrolls = (e) => e.closest("#main") && ["auto", "scroll"].includes(getComputedStyle(e).overflowX);
    const inside = (e) => { for (let up = e; up && up !== body; up = up.parentElement) if (scrolls(up)) return true; };
    return [...body.querySelectorAll(ours)].flatMap((part) => [...part.querySelectorAll("*")])
        .filter((e) => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1 && !inside(e))
        .slice(0, 8).map((e) => `${e.tagName}.${e.className} ${Math.round(e.getBoundingClientRect().right)}`);
}"""
"""What of ours sticks out to the right: Wagtail hides what does, so that no page scrolls sideways, and nobody sees it."""
NOT_OURS = {
    # Wagtail 8.0.1: the scrolling canvas of the editor's minimap and its side panels; nothing of ours is inside.
    "[data-minimap-container]",
}
"""What Wagtail's own screens bring along and axe finds fault with, each with its reason; never on citizens' pages."""


class Walk:
    """A tab of a citizen (`staff=False`) or of a member of staff. `look` runs on every page; so does every test's end."""

    def __init__(self, page: Page, width: int, *, javascript: bool = True, staff: bool = False) -> None:
        self.page, self.width, self.javascript, self.staff = page, width, javascript, staff
        self.seen: list[str] = []
        self.faults: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(f"script error on {page.url}: {error}"))
        page.on("response", self._response)

    def _response(self, response: Response) -> None:
        if response.status >= 500 or (response.status == 404 and "/static/" in response.url):
            self.faults.append(f"{response.status} {response.request.method} {response.url}")

    def go(self, path: str, status: int = 200) -> "Walk":
        """Open an address and look at the page."""
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status == status, f"{path}: {answer.status}"
        self.look()
        return self

    def press(self, name: str, *, within: Locator | None = None, role: Any = "button") -> "Walk":
        """Press what leads to another page, and look at it."""
        target = (within or self.page.locator("main")).get_by_role(role, name=name, exact=True)
        with self.page.expect_navigation():
            target.locator("visible=true").first.click()
        self.look()
        return self

    def follow(self, name: str, *, within: Locator | None = None) -> "Walk":
        """Follow a link by its words."""
        return self.press(name, within=within, role="link")

    def fill(self, **values: str) -> "Walk":
        """Fill inputs by the name of the input."""
        for name, value in values.items():
            self.page.locator(f"main [name={name}]").fill(value)
        return self

    def sees(self, *texts: str) -> "Walk":
        """Each text stands somewhere on the page, visibly."""
        for text in texts:
            expect(self.page.get_by_text(text).locator("visible=true").first).to_be_visible()
        return self

    def misses(self, *texts: str) -> "Walk":
        """No text of these is on the page."""
        for text in texts:
            expect(self.page.get_by_text(text)).to_have_count(0)
        return self

    def titled(self, text: str) -> "Walk":
        """The page's heading."""
        expect(self.page.get_by_role("heading", level=1).first).to_contain_text(text)
        return self

    def look(self) -> None:
        """No fault so far, nothing wider than the window, nothing grave to axe (which is itself a script)."""
        self.seen.append(self.page.url)
        if self.javascript:
            self.page.wait_for_function(AT_REST)
        assert not self.faults, self.faults
        if not self.staff:
            wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{self.page.url} is {wide} px wider than {self.width}:\n{self.widest()}"
        cut = self.page.locator("body").evaluate(CUT_OFF, OURS) if self.staff else []
        assert not cut, f"{self.page.url} cuts off at {self.width} px:\n" + "\n".join(cut)
        grave = self.grave() if self.javascript else []
        assert not grave, f"{self.page.url} at {self.width} px\n" + "\n".join(grave)

    def grave(self) -> list[str]:
        """What axe calls serious or critical, a line for each fault."""
        context = {"exclude": [[selector] for selector in NOT_OURS]} if self.staff else None
        found = Axe().run(self.page, context=context, options={"resultTypes": ["violations"]}).response["violations"]
        return [
            f"{one['id']} ({one['impact']}): {one['help']}\n    "
            + "\n    ".join(f"{' '.join(map(str, node['target']))}  {node['html'][:160]}" for node in one["nodes"][:8])
            for one in found
            if one["impact"] in GRAVE
        ]

    def widest(self) -> str:
        """The elements that stick out to the right."""
        return str(
            self.page.evaluate(
                """[...document.querySelectorAll("body *")]
                .filter((e) => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
                .map((e) => `${e.tagName}.${e.className} ${Math.round(e.getBoundingClientRect().right)}`)
                .slice(0, 8).join("\\n")"""
            )
        )

    def receipt(self) -> tuple[str, str]:
        """Number and query code, read off the receipt as a citizen would."""
        number, code = self.page.locator(".receipt__code").all_inner_texts()
        assert re.fullmatch(r"\d{8}-\d{5}", number), number
        assert re.fullmatch(r"[2-9A-HJ-NP-Z]{8}", code), code
        return number, code

    def look_up(self, number: str, code: str) -> "Walk":
        """Find a case again by the two, from the menu's page."""
        self.go("/progress/")
        return self.fill(number=number, code=code).press("查询")
