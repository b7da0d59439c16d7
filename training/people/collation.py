"""Ukrainian alphabetical order, the same on SQLite as PostgreSQL's ``uk-x-icu``.

Spaces, hyphens and digits come before letters, Latin letters after the Ukrainian ones; apostrophes
do not count on either database.
"""

import unicodedata
from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Collate, Replace

UKRAINIAN = "uk-x-icu"
_ALPHABET = "абвгґдеєжзиіїйклмнопрстуфхцчшщъыьэюя"
_RANK = {letter: rank for rank, letter in enumerate(_ALPHABET)}
_IGNORED = "'ʼ’"


def sort_key(text: str) -> list[tuple[int, int]]:
    """Key that sorts ``ґ`` after ``г`` and ``є`` after ``е``; capitals equal small letters."""
    return [_place(char) for char in text.casefold() if char not in _IGNORED]


def _place(char: str) -> tuple[int, int]:
    if char not in _RANK:
        char = unicodedata.normalize("NFD", char)[0]  # é as e, ё as е
    if char in _RANK:
        return 1, _RANK[char]
    return (2 if char.isalpha() else 0), ord(char)


def compare(left: str, right: str) -> int:
    left_key, right_key = sort_key(left), sort_key(right)
    return (left_key > right_key) - (left_key < right_key)


def add_collation(connection: Any, **kwargs: object) -> None:
    """Receiver of ``connection_created``: give SQLite the collation PostgreSQL has."""
    if connection.vendor == "sqlite":
        connection.connection.create_collation(UKRAINIAN, compare)


def ukrainian(field: str) -> Collate:
    """Order by ``field`` the way a Ukrainian dictionary does."""
    text: Any = F(field)
    for char in _IGNORED:  # PostgreSQL's collation would count them
        text = Replace(text, Value(char), Value(""))
    return Collate(text, UKRAINIAN)
