"""What every answer of this app has in common, and the answers a script gets."""

import json
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.debug import sensitive_post_parameters

from assessments.reflections.models import Frequency

MOST_ANSWERS = 500
NO_OCCASION = "none"

View = Callable[..., HttpResponse]


def private_page(view: View) -> View:
    """Kept by no cache, on no disk; what was sent stands in no report of an error."""

    @sensitive_post_parameters()
    @wraps(view)
    def kept_from_caches(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        return response

    return kept_from_caches


def only(request: HttpRequest, *names: str) -> None:
    """Refuse fields that nobody asked for.

    Raises:
        BadRequest: there is one.
    """
    if set(request.POST) - {"csrfmiddlewaretoken", *names}:
        raise BadRequest("a field that is not asked for")


class BadAnswer(ValueError):
    """A packet that cannot be; ``field`` names what is wrong with it."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def read_packet(body: bytes) -> tuple[int, dict[str, int | None]]:
    """``{"client", "seq", "answers": {code: 0–3 or "none"}}`` → its number, the answers.

    Raises:
        BadAnswer: it is anything else.
    """
    try:
        packet = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadAnswer("body") from error
    if not isinstance(packet, Mapping) or set(packet) != {"client", "seq", "answers"}:
        raise BadAnswer("body")
    seq, answers = packet["seq"], packet["answers"]
    if not isinstance(seq, int) or isinstance(seq, bool):
        raise BadAnswer("seq")
    if not isinstance(answers, Mapping) or not 0 < len(answers) <= MOST_ANSWERS:
        raise BadAnswer("answers")
    return seq, {code: _score(code, value) for code, value in answers.items()}


def _score(code: str, value: Any) -> int | None:
    if value == NO_OCCASION:
        return None
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) == 1:
        value = int(value)
    if isinstance(value, bool) or value not in Frequency.values:
        raise BadAnswer(code)
    return int(value)
