"""What the author of a returned answer sees while writing it again."""

from dataclasses import dataclass
from uuid import UUID

from assessments.quizzes.marking.texts import Text, texts_of
from assessments.quizzes.models import AttemptItem
from assessments.quizzes.models.marking import Return
from assessments.quizzes.services.marking import may_rewrite
from assessments.quizzes.showing import ShownQuestion, shown
from training.people.models import Person


@dataclass(frozen=True)
class RewritePage:
    """``returned``: what to answer; ``None`` when nobody asks for another text now."""

    item: AttemptItem
    title: str
    question: ShownQuestion
    text: Text
    returned: Return | None


def page_of(person: Person, attempt_id: UUID, position: int) -> RewritePage:
    """Raises ``AttemptItem.DoesNotExist`` but for a long answer of a finished own attempt."""
    item = (
        AttemptItem.objects.filter(
            attempt__person=person,
            attempt__finished_at__isnull=False,
            version__document__kind="long",
        )
        .select_related("attempt")
        .prefetch_related("returns__rewriting", "markings")
        .get(attempt=attempt_id, position=position)
    )
    text = texts_of(item)[-1]
    return RewritePage(
        item=item,
        title=item.attempt.rules["title"],
        question=shown(item.document, item.options, text.text),
        text=text,
        returned=text.returned if may_rewrite(item) else None,
    )
