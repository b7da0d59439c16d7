"""The list of modules: in tree order, and whole in every language."""

import pytest

from modules.templatetags.modules_tags import module_pages
from tests.factories.people import PersonFactory
from tests.factories.programmes import translate_module
from tests.factories.tree import locale, module, module_index

pytestmark = pytest.mark.django_db


@pytest.fixture
def modules():
    return [module(f"T{number}") for number in range(3)]


def titles(index):
    return [page.title for page in module_pages(index)]


def test_modules_stand_in_tree_order(modules):
    assert titles(module_index()) == ["Модуль T0", "Модуль T1", "Модуль T2"]


def test_what_has_no_translation_is_there_in_ukrainian(modules):
    english = translate_module(modules[1])
    index = english.get_parent().specific

    assert index.locale == locale("en")
    assert titles(index) == ["Модуль T0", english.title, "Модуль T2"]


def test_the_words_of_a_card_say_their_language(client, modules):
    english = translate_module(modules[1])
    client.force_login(PersonFactory())

    page = client.get(f"/en/{english.get_parent().slug}/").content.decode()
    assert f'lang="en">{english.title}<' in page
    assert f'lang="uk">{modules[0].title}<' in page
