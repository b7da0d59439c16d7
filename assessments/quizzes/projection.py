"""From the log of what was received to the answers that count. Pure.

For one question, the packet received last wins, except that a packet older than one already seen
from the same client never does: packets may overtake each other on a bad network.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

Answers = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Received:
    """A row of the log, whatever holds it."""

    client: str
    seq: int
    question: str
    value: Any
    at: str
    late: bool = False


def apply(answers: Answers, row: Received) -> Answers:
    """``answers`` after ``row``; the input is left as it is."""
    if row.late:
        return answers
    current = answers.get(row.question, {})
    seen = dict(current.get("seen", {}))
    if row.seq <= seen.get(row.client, -1):
        return answers
    seen[row.client] = row.seq
    return {
        **answers,
        row.question: {
            "value": row.value,
            "client": row.client,
            "seq": row.seq,
            "at": row.at,
            "seen": seen,
        },
    }


def project(rows: Iterable[Received]) -> Answers:
    """The answers that follow from a whole log, in the order received."""
    answers: Answers = {}
    for row in rows:
        answers = apply(answers, row)
    return answers
