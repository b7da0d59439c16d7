"""The bare side of ``tests/bench.py``: Django's own middleware, plain querysets, plain templates.

It reads and writes the rows that our pages read and write: session, person, what the person may do,
page, pages beside it, notes, completion; one insert and one update where we have them.
"""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import Context, Engine
from django.test import Client, override_settings
from django.urls import path
from wagtail.models import Page

from assessments.evidence.models import Completion
from assessments.quizzes.models import AnswerLog, Attempt
from assessments.reflections.models import PrivateNote
from assessments.scenarios.models import Run, RunStep
from training.people.models import Person
from training.people.queries import with_roles

OUR_BACKEND = "training.people.backends.PersonBackend"
PLAIN_BACKEND = "tests.bench_bare.PlainBackend"
MIDDLEWARE = [
    "tests.bench_bare.own_addresses",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
PAGE = Engine().from_string(
    """<!doctype html><title>{{ page.title }}</title><nav>{{ user.email }}</nav>
{% for row in rows %}<a href="{{ row.url_path }}">{{ row.title }}</a>{% endfor %}
<main>{{ body|safe }}</main>{% for note in notes %}<p>{{ note.text }}</p>{% endfor %}
{% if done %}<p>{{ done }}</p>{% endif %}"""
)
BODIES: dict[int, str] = {}


class PlainBackend(ModelBackend):
    """The session's person and what they may do, in one query."""

    def get_user(self, user_id: int) -> Person | None:
        return with_roles().filter(pk=user_id).first()


def own_addresses(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Bare views beside ours without touching a setting: to change one empties caches of both."""

    def respond(request: HttpRequest) -> HttpResponse:
        request.urlconf = "tests.bench_bare"
        return get_response(request)

    return respond


def page(request: HttpRequest, pk: int) -> HttpResponse:
    shown = Page.objects.get(pk=pk)
    beside = Page.objects.filter(path__startswith=shown.path[: -Page.steplen], live=True)
    key = shown.translation_key
    context = {
        "page": shown,
        "rows": list(beside),
        "notes": list(PrivateNote.objects.filter(person=request.user, page_key=key)),
        "done": Completion.objects.filter(person=request.user, step_key=key).exists(),
        "body": BODIES[pk],
        "user": request.user,
    }
    return HttpResponse(PAGE.render(Context(context)))


def write(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"rev": log_answer(request.user).rev})


def log_answer(person: Person) -> Attempt:
    """One transaction with one insert and one update of the rows an answer touches."""
    with transaction.atomic():
        attempt = Attempt.objects.select_for_update().get(person=person, finished_at=None)
        AnswerLog.objects.create(
            attempt=attempt,
            client="bare",
            seq=time.time_ns(),
            question="1",
            value="x",
            received_at=attempt.started_at,
        )
        attempt.rev += 1
        attempt.save(update_fields=["rev"])
    return attempt


def step(request: HttpRequest) -> HttpResponse:
    """One transaction with one insert and one update of the rows a step touches."""
    with transaction.atomic():
        run = Run.objects.select_for_update().get(person=request.user, finished_at=None)
        RunStep.objects.create(
            run=run,
            index=10_000_000 + time.time_ns() % 10**9,
            node="bare",
            shown=[],
            choice="a",
            before={},
            after={},
            earned=0,
            offered=0,
            request_id=uuid.uuid4().hex,
            at=run.started_at,
        )
        Run.objects.filter(pk=run.pk).update(critical_errors=0)
    return HttpResponse(status=302, headers={"Location": "/"})


urlpatterns = [
    path("page/<int:pk>/", page),
    path("write/", write),
    path("step/", step),
]


@dataclass(frozen=True)
class Sides:
    """Two people signed in: one on our site, one on the bare one."""

    person: Person
    client: Client
    other: Person
    bare: Client


def newcomer() -> Person:
    return Person.objects.create_user(
        f"{uuid.uuid4().hex}@example.org", None, surname="Вимір", given_name="Час"
    )


def sides() -> Sides:
    """Each client has its own chain of middleware from here on."""
    person, other = newcomer(), newcomer()
    ours, bare = Client(), Client()
    ours.force_login(person, OUR_BACKEND)
    ours.handler.load_middleware()
    if PLAIN_BACKEND not in settings.AUTHENTICATION_BACKENDS:
        settings.AUTHENTICATION_BACKENDS.append(PLAIN_BACKEND)
    bare.force_login(other, PLAIN_BACKEND)
    with override_settings(MIDDLEWARE=MIDDLEWARE):
        bare.handler.load_middleware()
    return Sides(person, ours, other, bare)
