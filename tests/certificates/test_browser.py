"""The two scripts, in a real browser that talks to the test client instead of a server."""

import pytest
from django.contrib.staticfiles import finders
from django.db import connection

from tests.factories.certificates import DOCUMENT, CertificateFactory
from tests.factories.people import PersonFactory

SITE = "http://localhost"  # a secure context, as https is

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="session", autouse=True)
def _no_connection_left(django_db_setup, playwright):
    """While the browser's event loop runs, Django has a connection of its own for it."""
    yield
    connection.close()


@pytest.fixture
def visit(page, client, settings):
    """Opens an address of the site; the page with its policy, scripts and styles."""
    settings.REQUIRE_SECOND_FACTOR = False

    pages = {}

    def answer(route):
        address = route.request.url.removeprefix(SITE)
        if address in pages:
            response = pages[address]
            return route.fulfill(
                status=response.status_code, headers=dict(response.items()), body=response.content
            )
        found = finders.find(address.removeprefix("/static/"))
        return route.fulfill(path=found) if found else route.fulfill(status=404)

    def go(path):
        pages[path] = client.get(path)  # here, not in the route: the browser's side has no database
        page.goto(f"{SITE}{path}")

    page.route("**/*", answer)
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    yield go
    assert errors == []


@pytest.mark.parametrize(
    ("content", "answer"),
    [(DOCUMENT, "[data-digest-same]"), (DOCUMENT + b" ", "[data-digest-other]")],
)
def test_a_file_is_compared_without_leaving_the_device(db, visit, page, content, answer):
    """H04: the untouched file is told from an edited one; nothing is sent."""
    visit(f"/uk/verify/{CertificateFactory(rendered=True).number}/")
    requests = []
    page.on("request", lambda request: requests.append((request.method, request.url)))
    page.set_input_files(
        "#digest-file", {"name": "a.pdf", "mimeType": "application/pdf", "buffer": content}
    )
    page.locator(answer).wait_for()

    assert page.locator("[data-digest] [role=status] > :visible").count() == 1
    icon = ("GET", f"{SITE}/static/training/mark.svg")
    assert set(requests) <= {icon}


def test_the_answer_has_the_focus(db, visit, page):
    visit(f"/uk/verify/{CertificateFactory().number}/")

    assert page.evaluate("document.activeElement.tagName") == "H1"


def test_the_number_is_copied(db, visit, page, client, context):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    person = PersonFactory()
    certificate = CertificateFactory(person=person)
    client.force_login(person)
    visit("/uk/certificates/")
    page.locator("[data-copy]").click()

    assert page.evaluate("navigator.clipboard.readText()") == certificate.number
