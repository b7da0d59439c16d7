"""Can the questions of a bank fill what a quiz promises to ask? Judged by the draw itself."""

import random
from collections.abc import Iterator

from assessments.quizzes.draw import Candidate, CannotDraw, Cell, draw
from training.curriculum.reading.faults import Place
from training.curriculum.reading.records import Bank, Question, QuizStep


def shortfalls(step: QuizStep, bank: Bank) -> Iterator[tuple[Place, int, int]]:
    """Where the bank falls short: the place, the number asked for, the number that would fit."""
    candidates = {item.code: _candidate(item) for item in bank.questions if item.use == "quiz"}
    cells = [
        Cell(
            cell.count,
            cell.competency.code if cell.competency else "",
            cell.indicator,
            cell.difficulty,
            cell.kind,
        )
        for cell in step.blueprint
    ]
    order = random.Random(1)  # noqa: S311  whether it works does not depend on the order
    fixed = [candidates[ref.code] for ref in step.fixed]
    try:
        draw(candidates.values(), cells or [Cell(step.draw)], order, fixed)
    except CannotDraw as refusal:
        for missing in refusal.shortfalls:
            place = step.blueprint[missing.position].place if cells else step.place
            yield place, missing.cell.count, missing.has


def _candidate(question: Question) -> Candidate:
    names = {
        "competency": question.competency.code if question.competency else "",
        "indicator": question.indicator.code if question.indicator else "",
    }
    return Candidate.of(question.code, 0, {**question.document, **names})
