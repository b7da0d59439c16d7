import pytest

from tests.factories.people import PersonFactory
from training.people.collation import compare, sort_key
from training.people.models import Person

IN_ORDER = [
    "Гаврилюк",
    "Гнатюк",
    "Ґедзь",
    "Дрозд",
    "Євтушенко",
    "Жук",
    "Иванов",
    "Івасюк",
    "Їжакевич",
    "Йосипенко",
    "Щур",
    "Юхим",
    "Яременко",
]


def test_names_come_from_the_database_in_ukrainian_order(db):
    for surname in reversed(IN_ORDER):
        PersonFactory(surname=surname)

    assert [person.surname for person in Person.objects.by_name()] == IN_ORDER


@pytest.mark.parametrize("apostrophe", ["'", "ʼ", "’"])
def test_an_apostrophe_does_not_count(db, apostrophe):
    for surname in ("Дем" + apostrophe + "яненко", "Демяна", "Демяник"):
        PersonFactory(surname=surname)

    assert [person.surname for person in Person.objects.by_name()] == [
        "Демяна",
        f"Дем{apostrophe}яненко",
        "Демяник",
    ]


def test_namesakes_are_ordered_by_given_name_then_patronymic(db):
    for given_name, patronymic in (("Єва", ""), ("Ганна", "Юріївна"), ("Ганна", "Іллівна")):
        PersonFactory(surname="Мороз", given_name=given_name, patronymic=patronymic)

    assert [(row.given_name, row.patronymic) for row in Person.objects.by_name()] == [
        ("Ганна", "Іллівна"),
        ("Ганна", "Юріївна"),
        ("Єва", ""),
    ]


def test_small_and_capital_letters_are_equal():
    assert compare("ҐЕДЗЬ", "ґедзь") == 0
    assert compare("Ґедзь", "Гнатюк") > 0
    assert compare("Гнатюк", "Ґедзь") < 0


def test_hyphens_and_digits_come_before_letters_and_latin_after_them(db):
    in_order = ["Коваль 2", "Коваль-Бук", "Коваль2", "Ковальчук", "Ямпільський", "Smith"]
    for surname in reversed(in_order):
        PersonFactory(surname=surname)

    assert [person.surname for person in Person.objects.by_name()] == in_order


def test_python_and_the_database_agree(db):
    """Any list sorted by ``sort_key`` comes from the database in the same order."""
    surnames = {*IN_ORDER, "Дем'янко", "Демʼянів", "Демяник", "Ковальов-Ґава", "Ковальова", "Ёлкін"}
    surnames |= {"Zorro", "Éclair", "Ємець", "Еней", "Ільїн", "Їжак", "Йова", "Щедрий", "Ющ", "Ьо"}
    for surname in surnames:
        PersonFactory(surname=surname)

    assert [person.surname for person in Person.objects.by_name()] == sorted(surnames, key=sort_key)
