"""Ids from titles: Ukrainian in Latin letters by the national table, unique in a document."""

import re
from collections.abc import Container

LONGEST = 40
FIRST_LETTERS = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
TABLE = (
    "аa бb вv гh ґg дd еe єie жzh зz иy іi їi йi кk лl мm нn оo пp рr сs тt уu фf хkh цts чch шsh "
    "щshch ь юiu яia ' ʼ ’ ёio ыy эe ъ"
)
LETTERS = {pair[0]: pair[1:] for pair in TABLE.split()}
"""Source: resolution of the Cabinet of Ministers of 27 January 2010 № 55; foreign letters added."""

WORD = re.compile(r"[\w'ʼ’]+")
FOREIGN = re.compile("[^a-z0-9]+")


def slug(title: str, fallback: str = "node") -> str:
    """``title`` as an id; ``fallback`` where nothing of it can be written in Latin letters."""
    words = (_latin(word) for word in WORD.findall(title.casefold()))
    joined = FOREIGN.sub("-", "-".join(filter(None, words))).strip("-")
    if not joined:
        return fallback
    if not joined[0].isalpha():
        joined = f"{fallback}-{joined}"
    return joined[:LONGEST].rstrip("-")


def unique(wanted: str, taken: Container[str]) -> str:
    """``wanted``, or the first of ``wanted-2``, ``wanted-3``… that is not taken."""
    name, number = wanted, 1
    while name in taken:
        number += 1
        ending = f"-{number}"
        name = wanted[: LONGEST - len(ending)].rstrip("-") + ending
    return name


def _latin(word: str) -> str:
    word = word.replace("зг", "zgh")
    first = FIRST_LETTERS.get(word[:1])
    start = first if first else LETTERS.get(word[:1], word[:1])
    return start + "".join(LETTERS.get(letter, letter) for letter in word[1:])
