"""What a person does and sees while answering, as these tests say it."""

import re

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse
from playwright.sync_api import expect

SAVE = re.compile(r"/attempts/[^/]+/save/$")
CUT = """() => {
  window.fetch = () => Promise.reject(new TypeError("no network"));
  navigator.sendBeacon = () => false;
}"""
"""Without network for a closing page, too: what it still sends passes by the routes."""
SUBMIT = re.compile(r"/attempts/[^/]+/submit/$")
DEVICE = """async () => {
  const database = await new Promise((resolve, reject) => {
    const opening = indexedDB.open("attempts");
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = reject;
  });
  const kept = {};
  for (const name of database.objectStoreNames) {
    kept[name] = await new Promise((resolve) => {
      const rows = database.transaction(name).objectStore(name).getAll();
      rows.onsuccess = () => resolve(rows.result);
    });
  }
  database.close();
  return kept;
}"""


def sign_in(context, live_server, person):
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key}
    context.add_cookies([{**cookie, "url": live_server.url}])


def sign_out(context):
    context.clear_cookies(name=settings.SESSION_COOKIE_NAME)


def open_tab(context, live_server, attempt, q="1"):
    tab = context.new_page()
    tab.goto(f"{live_server.url}{reverse('quizzes:take', args=[attempt.pk])}?q={q}")
    expect(tab.locator("[data-ready]")).to_be_attached()
    return tab


def choose(tab, number, option=0):
    """Pick the ``option``-th answer of the question shown; returns its token."""
    choice = tab.locator(f'input[name="q{number}"]').nth(option)
    choice.check()
    return choice.get_attribute("value")


def expect_state(tab, state, seconds=10):
    expect(tab.locator(".save-state")).to_have_attribute(
        "data-state", state, timeout=seconds * 1000
    )


def stored(attempt):
    attempt.refresh_from_db()
    return {number: row["value"] for number, row in attempt.answers.items()}


def next_question(tab):
    tab.locator("[data-next]").click()


def all_answers(tab):
    tab.locator(".btn--quiet[value=check]").click()
