import json
import uuid

import pytest
from django.core.cache import caches
from django.utils import translation

from tests.factories import tree
from tests.factories.people import PersonFactory


@pytest.fixture(autouse=True)
def _nothing_left_by_another_test():
    """Kept addresses of home pages, and the language of the last request."""
    caches["content"].clear()
    with translation.override("uk"):
        yield
    caches["content"].clear()


@pytest.fixture
def person(db):
    return PersonFactory()


@pytest.fixture
def learner(client, person):
    """A client signed in as ``person``."""
    client.force_login(person)
    return client


@pytest.fixture
def make_lesson(db):
    """``make_lesson(slug, {prompt id: prompt})``: a published lesson that asks this."""

    def make(slug, prompts, **fields):
        body = [
            {"type": "reflection", "id": str(prompt_id), "value": {"prompt": prompt}}
            for prompt_id, prompt in prompts.items()
        ]
        module = tree.ModulePage.objects.filter(code="T1").first() or tree.module("T1")
        return tree.lesson(module, slug=slug, title=f"Урок {slug}", body=json.dumps(body), **fields)

    return make


@pytest.fixture
def prompt_id():
    return uuid.uuid4()


@pytest.fixture
def lesson(make_lesson, prompt_id):
    return make_lesson("urok", {prompt_id: "Як вас зустріли?"})


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    """``with commit():`` what a real commit would set off happens at the end of the block."""
    return lambda: django_capture_on_commit_callbacks(execute=True)
