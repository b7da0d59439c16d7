"""Answers to pure questions about a document, kept while the process lives.

One draft is looked at several times a request, and again by the next. Pure.
"""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

MOST = 32
"""How many answers of a kind are kept; the documents they are about stay in memory with them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An argument for ``lru_cache``: two are one if what they say is, character by character."""

    digest: bytes
    value: Any = field(compare=False)


def asked(value: Any, about: object) -> Asked:
    """``about`` is all of ``value`` that the answer depends on: plain JSON values and tuples.

    Raises ``RecursionError`` for what is nested too deep to be written down.
    """
    return Asked(sha256(repr(about).encode("utf-8", "surrogatepass")).digest(), value)
