"""Knowledge checks inside lessons: asked and answered on the spot, stored nowhere."""

import random
from dataclasses import dataclass
from typing import Any

from django.utils.crypto import salted_hmac

from assessments.quizzes.kinds import kind_of
from assessments.quizzes.models import QuestionVersion
from assessments.quizzes.showing import ShownQuestion, shown
from training.people.models import Person

FIELD = "answer"


@dataclass(frozen=True, kw_only=True)
class ShownCheck(ShownQuestion):
    """A practice question; with an answer, also what each option means."""

    code: str
    is_answered: bool = False
    is_empty: bool = False

    key = FIELD

    @property
    def field(self) -> str:
        return FIELD


def _options(version: QuestionVersion, person: Person) -> list[list[str]]:
    """Opaque tokens and an order that stay the same for a person and differ between people."""
    name = f"{person.pk}:{version.pk}"
    order = random.Random(_digest(name))  # noqa: S311  the order is no secret
    ids = kind_of(version.document).arrange(version.document, order)
    return [[_digest(f"{name}:{one}")[:12], one] for one in ids]


def _digest(value: str) -> str:
    return salted_hmac("quizzes.practice", value).hexdigest()


def answer_practice(version: QuestionVersion, *, person: Person, data: Any | None) -> ShownCheck:
    """The question as shown, or answered with ``data``, a ``QueryDict``.

    Raises:
        InvalidResponse: an option this person was never shown.
    """
    document = version.document
    kind = kind_of(document)
    options = _options(version, person)
    value = None
    if data is not None:
        sent = kind.from_form(document, data, FIELD, options)
        value = kind.clean(document, sent, options, FIELD)
    is_answered = kind.is_complete(document, value, options)
    language = getattr(version, "language", "")
    question = shown(document, options, value, language=language, reveal=is_answered)
    return ShownCheck(
        code=document["code"],
        is_answered=is_answered,
        is_empty=data is not None and not is_answered,
        **vars(question),
    )
