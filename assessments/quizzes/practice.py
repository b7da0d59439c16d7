"""Knowledge checks inside lessons: asked and answered on the spot, stored nowhere."""

from dataclasses import dataclass
from typing import Any

from django.utils.crypto import salted_hmac

from assessments.quizzes.kinds import grade_answer, kind_of
from assessments.quizzes.models import QuestionVersion
from assessments.quizzes.queries import ShownOption, shown_options
from training.people.models import Person

FIELD = "answer"


@dataclass(frozen=True)
class ShownCheck:
    """A practice question; with an answer, also what each option means."""

    code: str
    kind: str
    template: str
    prompt: str
    options: list[ShownOption]
    is_answered: bool = False
    is_empty: bool = False
    share: float | None = None
    explanation: str = ""

    key = FIELD

    @property
    def field(self) -> str:
        return FIELD


def _options(version: QuestionVersion, person: Person) -> list[list[str]]:
    """Opaque tokens, other for each person; their order is the order shown."""
    kind = kind_of(version.document)
    pairs = [
        [
            salted_hmac("quizzes.practice", f"{person.pk}:{version.pk}:{option}").hexdigest()[:12],
            option,
        ]
        for option in kind.option_ids(version.document)
    ]
    return sorted(pairs) if kind.shuffles else pairs


def answer_practice(version: QuestionVersion, *, person: Person, data: Any | None) -> ShownCheck:
    """The question as shown, or answered with ``data``, a ``QueryDict``.

    Raises:
        InvalidResponse: an option this person was never shown.
    """
    document = version.document
    kind = kind_of(document)
    options = _options(version, person)
    value = kind.clean(kind.from_form(data, FIELD), options, FIELD) if data is not None else None
    is_answered = kind.is_complete(value) and bool(kind.chosen(value, options))
    return ShownCheck(
        code=document["code"],
        kind=kind.name,
        template=kind.template_name,
        prompt=document["prompt"],
        options=shown_options(document, options, value, reveal=is_answered),
        is_answered=is_answered,
        is_empty=data is not None and not is_answered,
        share=float(grade_answer(document, value, options).share) if is_answered else None,
        explanation=document["explanation"] if is_answered else "",
    )
