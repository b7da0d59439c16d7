"""What every test may rely on: a browser from the system, an empty content cache."""

import os
import shutil

import pytest
from django.core.cache import caches
from django.utils import translation

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's sync API runs a loop

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
NO_BROWSER = "no Chromium on this machine: the browser journeys were NOT run"


def _is_transactional(item):
    """Whether the database is flushed after this test."""
    marker = item.get_closest_marker("django_db")
    fixtures = {"transactional_db", "live_server", "django_db_reset_sequences"}
    return bool((marker and marker.kwargs.get("transaction")) or fixtures & set(item.fixturenames))


DATABASE = {"db", "transactional_db", "live_server", "django_db_reset_sequences"}


def pytest_addoption(parser):
    parser.addoption(
        "--only-database",
        action="store_true",
        help="leave out the tests that never touch the database: another one cannot change them",
    )


def _uses_database(item):
    return bool(item.get_closest_marker("django_db") or DATABASE & set(item.fixturenames))


@pytest.hookimpl(trylast=True)  # after the shuffle, which forgets what pytest-django had ordered
def pytest_collection_modifyitems(config, items):
    """Tests that flush the database come last: rows that migrations made go with the flush."""
    items.sort(key=_is_transactional)
    if config.getoption("--only-database"):
        config.hook.pytest_deselected(items=[item for item in items if not _uses_database(item)])
        items[:] = [item for item in items if _uses_database(item)]
    if CHROMIUM or os.environ.get("REQUIRE_BROWSER"):
        return
    for item in items:
        if item.get_closest_marker("e2e"):
            item.add_marker(pytest.mark.skip(reason=NO_BROWSER))


def pytest_terminal_summary(terminalreporter):
    if any(
        NO_BROWSER in str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])
    ):
        terminalreporter.write_line(f"NOTE: {NO_BROWSER}", yellow=True)


@pytest.fixture(autouse=True)
def _fresh_content():
    """Neither pages nor the language of another test reach into this one."""
    from assessments.quizzes.models.versions import documents  # noqa: PLC0415  as below
    from assessments.scenarios.models.scenarios import published_document  # noqa: PLC0415  as below
    from modules import queries  # noqa: PLC0415  needs configured settings

    caches["content"].clear()
    queries._live_page.cache_clear()
    queries._rendered_body.cache_clear()
    published_document.cache_clear()
    documents.clear()
    translation.activate("uk")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {
        **browser_context_args,
        "locale": "uk-UA",
        "timezone_id": "Europe/Kyiv",
        "viewport": {"width": 390, "height": 844},
        "reduced_motion": "reduce",
    }
