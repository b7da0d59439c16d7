"""Which words a Ukrainian dictionary does not know. The dictionary is hunspell with uk_UA."""

import re
import shutil
import subprocess
from collections.abc import Collection, Iterable, Mapping
from fnmatch import fnmatchcase
from pathlib import Path

HUNSPELL = ("hunspell", "-a", "-i", "UTF-8", "-d", "uk_UA")
ALLOWED = Path(__file__).with_name("words.txt")
_LETTERS = "А-Яа-яЄєІіЇїҐґЁёЪъЫыЭэ"
# A star beside a word makes it a pattern of accepted answers; digits and Latin letters, a code.
_WORD = re.compile(rf"(?<![\w*\-])[{_LETTERS}]+(?:[ʼ'’-][{_LETTERS}]+)*(?![\w*])")
_STRESS = "\u0301"


class NoDictionary(Exception):
    """hunspell or its Ukrainian dictionary is missing."""


def words(text: str) -> list[str]:
    """The Cyrillic words of ``text`` as it writes them, but without stress marks."""
    return _WORD.findall(text.replace(_STRESS, ""))


def read_allowed(text: str) -> frozenset[str]:
    """The words and patterns of an allow-list, without its headings."""
    return frozenset(line for line in text.split("\n") if line and not line.startswith("#"))


def is_allowed(word: str, allowed: Collection[str]) -> bool:
    """Whether the list has ``word``: entries in small letters stand for capitals too, ``*`` for
    any ending."""
    if word in allowed or word.lower() in allowed:
        return True
    patterns = [entry for entry in allowed if entry.endswith("*")]
    return any(fnmatchcase(form, entry) for form in (word, word.lower()) for entry in patterns)


def suggestions(unsure: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """The words that the dictionary does not know, each with what it may have been meant to be.

    Raises:
        NoDictionary: there is no hunspell here, or no Ukrainian for it.
    """
    asked = sorted(set(unsure))
    if not asked:
        return {}
    as_known = {word: word.replace("ʼ", "'").replace("’", "'") for word in asked}
    # “!”: only what is wrong is answered; “^”: a word, not a command.
    answer = _ask("!\n" + "".join(f"^{word}\n" for word in as_known.values()))
    proposed = dict(filter(None, map(_proposed, answer.split("\n"))))
    return {word: proposed[known] for word, known in as_known.items() if known in proposed}


def _ask(lines: str) -> str:
    if not shutil.which(HUNSPELL[0]):
        raise NoDictionary("hunspell is missing: install the packages hunspell and hunspell-uk")
    done = subprocess.run(  # noqa: S603  fixed arguments; the words go in by a pipe
        HUNSPELL, input=lines, capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode or not done.stdout:
        raise NoDictionary(
            f"hunspell has no Ukrainian: install the package hunspell-uk ({done.stderr.strip()})"
        )
    return done.stdout


def _proposed(line: str) -> tuple[str, tuple[str, ...]] | None:
    """The word of “& word 3 0: one, two, three” or “# word 0” with the first few proposals."""
    head, _colon, proposals = line.partition(": ")
    mark, word, *_counts = head.split(" ") if " " in head else ("", "")
    if mark not in {"&", "#"}:
        return None
    return word, tuple(one.replace("'", "ʼ") for one in proposals.split(", ")[:3] if one)
