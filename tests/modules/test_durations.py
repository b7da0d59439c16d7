"""How long a module takes is said the same wherever the module is shown."""

import re

import pytest
from django.utils.html import strip_tags

from modules.models import ModulePage
from modules.queries import Duration, duration, module_steps, page_url
from tests.factories.people import PersonFactory
from tests.factories.tree import lesson, module, module_index

pytestmark = pytest.mark.django_db


def steps(*minutes, optional=()):
    parent = module("T1")
    for number, length in enumerate((*minutes, *optional)):
        lesson(parent, f"urok-{number}", minutes=length, required=number < len(minutes))
    return ModulePage.objects.get(pk=parent.pk)


def said(client, url):
    """Everything that begins with “About” on a page."""
    text = " ".join(strip_tags(client.get(url).text).split())
    return re.findall(r"About \d+ (?:[a-z0-9 ]|, )*(?:optional|hours?|minutes?|min)", text)


def test_all_steps_count_and_the_optional_ones_are_told():
    assert duration(module_steps(steps(90, 32, optional=[15]))) == Duration(137, 15)


@pytest.mark.parametrize(
    ("required", "optional", "words"),
    [
        ([90, 32], [15], "About 2 h 17 min, of which 15 min are optional"),
        ([90, 30], [], "About 2 hours"),
        ([40, 5], [15], "About 1 hour, of which 15 min are optional"),
        ([20], [], "About 20 minutes"),
    ],
)
def test_the_card_and_the_page_of_a_module_say_the_same(client, required, optional, words):
    page = steps(*required, optional=optional)
    client.force_login(PersonFactory())
    card = said(client, page_url(module_index(), "en"))
    assert card == said(client, page_url(page, "en")) == [words]


def test_a_module_of_optional_steps_says_so(client):
    page = steps(optional=[15])
    client.force_login(PersonFactory())
    assert said(client, page_url(page, "en")) == ["About 15 minutes, all of it optional"]
