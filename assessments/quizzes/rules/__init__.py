"""What a question has to be before it is published. Pure: reads a document, says what is wrong.

Forms, importers, the curriculum loader and publishing itself ask here, so that no way leads round.
"""

from collections.abc import Callable, Mapping

from assessments.quizzes.kinds import KINDS
from assessments.quizzes.rules import choice, judgement, pairs, text
from assessments.quizzes.rules.base import Document, Fault, Faults, Path
from assessments.quizzes.rules.base import gettext_noop as _

__all__ = ["NO_SUCH_FILE", "RULES", "Fault", "Path", "faults", "warnings"]

NO_SUCH_FILE = _("The bank has no picture “%(name)s”.")

RULES: Mapping[str, Callable[[Document], Faults]] = {
    "one": choice.one,
    "true_false": choice.true_false,
    "many": choice.many,
    "kprim": choice.kprim,
    "matching": pairs.matching,
    "categorise": pairs.categorise,
    "order": pairs.order,
    "gap_select": text.gap_select,
    "gap_text": text.gap_text,
    "short": text.short,
    "number": text.number,
    "long": text.long,
    "judgement": judgement.best_and_worst,
    "judgement_choose": judgement.choose,
    "judgement_rank": judgement.rank,
    "judgement_rate": judgement.rate,
}
WARNINGS: Mapping[str, Callable[[Document], Faults]] = {"many": choice.many_warnings}
MARKED_BY_PEOPLE = frozenset({"long"})


def faults(document: Document) -> list[Fault]:
    """Everything that keeps ``document`` from being published, in the order of its texts."""
    kind = str(document.get("kind") or "")
    if kind not in RULES:
        return [Fault(("kind",), _("This kind of question is not known."))]
    found = [*choice.no_text_missing(document), *RULES[kind](document)]
    if not found and kind not in MARKED_BY_PEOPLE and not _has_right_answer(document):
        place = "answers" if "answers" in document else "options"
        found.append(Fault((place,), _("No answer earns full marks.")))
    return found


def warnings(document: Document) -> list[Fault]:
    """What an author should know, yet may publish."""
    rule = WARNINGS.get(str(document.get("kind")))
    return list(rule(document)) if rule else []


def _has_right_answer(document: Document) -> bool:
    """Whether some answer earns full marks, found by grading it."""
    kind = KINDS[document["kind"]]
    shown = [[one, one] for one in kind.arrange(document, None)]
    return kind.right_value(document, shown) is not None
