"""Every page that links lead to: found, whole, accessible, and no wider than a small phone."""

from collections import deque
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
SMALL_PHONE = {"width": 320, "height": 640}
MOST_PAGES = 150
LINKS = "links => links.map((link) => link.href)"
BROKEN_PICTURES = """() => [...document.images]
  .filter((image) => image.complete && !image.naturalWidth).map((image) => image.src)"""
IDS = "() => [...document.querySelectorAll('[id], a[name]')].map((one) => one.id || one.name)"
ANSWERED_ELSEWHERE = ("/cms/", "/documents/", "/sign-out", "/logout", "/pdf", ".pdf", "/download/")


@dataclass
class Walk:
    """Pages reached from the first ones by links, each once, and what is wrong with them."""

    site: str
    seen: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    wanted: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    ids: dict[str, set[str]] = field(default_factory=dict)

    def through(self, page, *first: str) -> "Walk":
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        ahead = deque(self.site + path for path in first)
        while ahead and len(self.seen) < MOST_PAGES:
            url = ahead.popleft()
            if url in self.seen:
                continue
            self.seen.add(url)
            ahead += self.look(page, url)
            self.faults += [f"{url}: {error}" for error in errors]
            errors.clear()
        for url, places in self.wanted.items():
            self.faults += [
                f"{source}: {url}#{name} leads nowhere"
                for name, source in places
                if url in self.ids and name not in self.ids[url]
            ]
        return self

    def look(self, page, url: str) -> list[str]:
        """Everything that can be said of one page; its links within the site."""
        answer = page.goto(url)
        if answer.status >= 400:
            self.faults.append(f"{url}: {answer.status}")
            return []
        page.wait_for_load_state()
        self.faults += [f"{url}: no picture at {one}" for one in page.evaluate(BROKEN_PICTURES)]
        width = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if width > 0:
            self.faults.append(f"{url}: scrolls sideways by {width} px")
        results = Axe().run(page, options={"runOnly": RULES})
        if results.violations_count:
            self.faults.append(f"{url}: {results.generate_report()}")
        self.ids[url] = set(page.evaluate(IDS))
        return [link for link in self.links(page, url) if link not in self.seen]

    def links(self, page, source: str) -> list[str]:
        found = []
        for link in page.locator("a[href]").evaluate_all(LINKS):
            url, name = urldefrag(link)
            parts = urlsplit(url)
            if f"{parts.scheme}://{parts.netloc}" != self.site or parts.query:
                continue
            if any(word in parts.path for word in ANSWERED_ELSEWHERE):
                continue
            if name:
                self.wanted.setdefault(url, set()).add((name, source))
            found.append(url)
        return found


def small(page):
    page.set_viewport_size(SMALL_PHONE)
    page.emulate_media(reduced_motion="reduce")
    return page


@pytest.mark.parametrize("language", ["uk", "en"])
def test_every_page_of_a_learner(school, sign_in, language):
    page = small(sign_in(school, school.learner))
    walk = Walk(school.url).through(page, f"/{language}/learn/", f"/{language}/")

    assert walk.faults == []
    lessons = [url for url in walk.seen if "/m2" in url or "slukhannia" in url]
    assert lessons, sorted(walk.seen)


def test_every_page_of_a_manager(school, sign_in):
    page = small(sign_in(school, school.manager))
    walk = Walk(school.url).through(page, "/uk/team/")

    assert walk.faults == []
    assert f"{school.url}/uk/team/{school.learner.pk}/" in walk.seen


def test_every_page_of_a_stranger(school, new_context):
    page = small(new_context().new_page())
    walk = Walk(school.url).through(page, "/", "/uk/verify/", "/en/verify/")

    assert walk.faults == []
    assert f"{school.url}/uk/dostupnist/" in walk.seen
