"""What a bank must have before learners meet it: enough questions, and each of them whole."""

from collections import Counter
from collections.abc import Iterator, Sequence

from training.curriculum.reading.records import Bank, BlueprintCell, Content, Question, QuizStep

QUIZ_QUESTIONS = 30
JUDGEMENTS = 6
DRAWS = 2
"""So many attempts could be filled without a question twice."""


def bank_shortcomings(bank: Bank, quizzes: Sequence[QuizStep]) -> list[str]:
    """``quizzes`` draw from the bank."""
    asked = [one for one in bank.questions if one.use == "quiz"]
    judgements = [one for one in asked if one.kind.startswith("judgement")]
    found = []
    if len(asked) < QUIZ_QUESTIONS:
        found.append(f"{bank.code}: {len(asked)} quiz questions; {QUIZ_QUESTIONS} are needed")
    if len(judgements) < JUDGEMENTS:
        found.append(f"{bank.code}: {len(judgements)} judgements; {JUDGEMENTS} are needed")
    for question in bank.questions:
        found += [f"{question.code}: {what}" for what in question_shortcomings(question)]
    for quiz in quizzes:
        found += [f"{quiz.code}: {what}" for what in _thin_cells(quiz, asked)]
    return [*found, *_twins(bank.questions)]


def question_shortcomings(question: Question) -> Iterator[str]:
    document = question.document
    for key in ("explanation", "source"):
        if not document[key]:
            yield f"no {key}"
    if question.indicator is None:
        yield "no indicator"
    for number, row in enumerate(_told_rows(question), start=1):
        if not row["feedback"]:
            yield f"row {number} has no feedback"


def _told_rows(question: Question) -> list[dict]:
    """What a learner chooses among and is told about; gaps tell about their choices."""
    options = question.document["options"]
    if question.kind.startswith("gap"):
        return [row for gap in options if gap["type"] == "select" for row in gap["choices"]]
    return [row for row in options if "feedback" in row]


def _thin_cells(quiz: QuizStep, asked: Sequence[Question]) -> Iterator[str]:
    fixed = {ref.code for ref in quiz.fixed}
    for cell in quiz.blueprint:
        fitting = [one for one in asked if one.code not in fixed and _fits(one, cell)]
        groups = {one.document["siblings"] or one.code for one in fitting}
        if len(groups) < DRAWS * cell.count:
            yield f"{cell.indicator or 'a cell'} takes {cell.count}, the bank has {len(groups)}"


def _fits(question: Question, cell: BlueprintCell) -> bool:
    return (
        (cell.competency is None or _competency(question) == cell.competency.code)
        and (not cell.indicator or _indicator(question) == cell.indicator)
        and cell.difficulty in {0, question.document["difficulty"]}
        and cell.kind in {"", question.kind}
    )


def _competency(question: Question) -> str:
    return question.competency.code if question.competency else ""


def _indicator(question: Question) -> str:
    return question.indicator.code if question.indicator else ""


def _twins(questions: Sequence[Question]) -> list[str]:
    """Questions that ask the same of the same options."""
    seen: dict[str, str] = {}
    found = []
    for one in questions:
        texts = [str(row.get("text", "")) for row in one.document["options"]]
        asked = " ".join([one.document["prompt"], one.document.get("text", ""), *texts]).lower()
        if asked in seen:
            found.append(f"{one.code} is {seen[asked]} once more")
        seen.setdefault(asked, one.code)
    return found


def difficulties(bank: Bank) -> Counter[int]:
    return Counter(one.document["difficulty"] for one in bank.questions if one.use == "quiz")


def quizzes_of(bank: Bank, content: Content) -> list[QuizStep]:
    """The quizzes that draw from ``bank``."""
    return [
        step
        for module in content.modules
        for step in module.steps
        if isinstance(step, QuizStep) and step.bank and step.bank.code == bank.code
    ]
