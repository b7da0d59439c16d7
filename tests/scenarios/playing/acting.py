"""Talks as tests play them: by the author's names of the choices, through the services."""

import copy
import uuid

from django.urls import reverse

from assessments.scenarios.models import Run, ScenarioPage
from assessments.scenarios.offers import offer
from assessments.scenarios.services.runs import start_run, take_step
from tests.factories.scenarios import TEXT, choice, scenario
from tests.factories.tree import module, publish

BACKEND = "training.people.backends.PersonBackend"


def changed_text(code="T05", **top):
    """The factory's role-play under another code, with other parts."""
    return copy.deepcopy(TEXT) | {"code": code} | top


def circle():
    """A role-play that can come back to its first scene for ever."""
    text = changed_text("T09")
    text["scenes"][0]["choices"].append(choice("again", "one", 1))
    return text


def place(text, code="T2", **fields):
    """A page of its own module that places a new role-play."""
    values = {"title": "Інша ситуація", "slug": "insha", "minutes": 5, **fields}
    return publish(module(code), ScenarioPage(scenario=scenario(text), **values))


def place_again(page, code="T3", **fields):
    """Another page with the role-play of ``page``."""
    values = {"title": "Та сама ситуація", "slug": "ta-sama", "minutes": 5, **fields}
    return publish(module(code), ScenarioPage(scenario=page.scenario, **values))


def token(run, name):
    return next(key for key, offered in offer(run).items() if offered["id"] == name)


def take(run, name):
    run.refresh_from_db()
    return take_step(
        run_id=run.pk,
        person=run.person,
        index=run.index,
        token=token(run, name),
        request_id=uuid.uuid4().hex,
    )


def play(run, *names):
    for name in names:
        run = take(run, name)
    return run


def played(person, page, *names):
    """A talk of ``person`` at ``page`` after these choices."""
    return play(start_run(person=person, page=page), *names)


def post(client, run, name, *, request_id=None):
    run = Run.objects.get(pk=run.pk)
    data = {
        "index": run.index,
        "choice": token(run, name),
        "request_id": request_id or uuid.uuid4().hex,
    }
    return client.post(reverse("scenarios:play", args=[run.pk]), data)


def url(name, *args):
    return reverse(f"scenarios:{name}", args=args)
