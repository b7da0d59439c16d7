"""What a device sends: ``{client, seq, answers}`` to save, ``{key, answers}`` to submit.

Unknown fields are refused: a score, a state or a person in a packet is a forgery.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

from assessments.quizzes.exceptions import InvalidResponse

LARGEST_SEQ = 2**53
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")


@dataclass(frozen=True)
class Save:
    client: str
    seq: int
    answers: dict[str, Any]


@dataclass(frozen=True)
class Submit:
    key: str
    answers: dict[str, Any]


def parse(body: bytes) -> dict[str, Any]:
    """The JSON object in ``body``. Raises ``InvalidResponse``."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise InvalidResponse("body", "not JSON") from error
    if not isinstance(data, dict):
        raise InvalidResponse("body", "an object is expected")
    return data


def read_save(data: dict[str, Any]) -> Save:
    _only(data, {"client", "seq", "answers"})
    seq = data.get("seq")
    if type(seq) is not int or not 0 <= seq <= LARGEST_SEQ:
        raise InvalidResponse("seq", "a whole number from 0 is expected")
    return Save(client=_id(data, "client"), seq=seq, answers=_answers(data))


def read_submit(data: dict[str, Any]) -> Submit:
    _only(data, {"key", "answers"})
    return Submit(key=_id(data, "key"), answers=_answers(data))


def _only(data: dict[str, Any], fields: set[str]) -> None:
    for name in data:
        if name not in fields:
            raise InvalidResponse(name[:64], "unknown field")


def _id(data: dict[str, Any], field: str) -> str:
    value = data.get(field)
    if not isinstance(value, str) or not _ID.match(value):
        raise InvalidResponse(field, "1 to 64 letters, digits, - or _ are expected")
    return value


def _answers(data: dict[str, Any]) -> dict[str, Any]:
    answers = data.get("answers")
    if not isinstance(answers, dict):
        raise InvalidResponse("answers", "an object is expected")
    return answers
