"""How long the heavy work around quizzes takes: seconds beside what is promised."""

import io
import random
from pathlib import Path

from assessments.quizzes.exchange.detect import read_file
from assessments.quizzes.kinds import KINDS, grade_answer
from assessments.quizzes.models import QuestionBank
from assessments.quizzes.services.exchange import import_questions
from assessments.quizzes.statistics import item_analysis
from tests.bench_rows import Task, seconds
from tests.factories.documents import DOCUMENTS
from tests.factories.quizzes import competency
from tests.quizzes.bench_corrections import ATTEMPTS, measure
from training.people.models import Person


def grading() -> Task:
    """1,000 attempts of 20 questions of all kinds."""
    asked = []
    for name in [*KINDS, *KINDS][:20]:
        document = DOCUMENTS[name]
        ids = KINDS[name].arrange(document, random.Random(1))
        options = [[f"t{number}", one] for number, one in enumerate(ids)]
        asked.append((document, KINDS[name].right_value(document, options), options))

    def grade() -> None:
        for _ in range(1000):
            for document, value, options in asked:
                grade_answer(document, value, options)

    return Task("grading 1,000 attempts × 20 questions", seconds(grade), 10)


def statistics() -> Task:
    order = random.Random(1)
    marks = [[order.choice((0, 0.5, 1)) for _ in range(30)] for _ in range(2000)]
    return Task(
        "statistics of 2,000 attempts × 30 items",
        seconds(lambda: item_analysis(marks, [1] * 30)),
        2,
    )


def imported(person: Person) -> Task:
    text = io.StringIO()
    for number in range(1000):
        text.write(f"::Q{number}:: Питання {number}? {{={number} ~{number + 1} ~{number + 2}}}\n\n")
    data = text.getvalue().encode()
    bank = QuestionBank.objects.create(code="BENCH", name="Вимір")

    def bring() -> None:
        reading = read_file(Path("bench.gift").name, data)
        import_questions(bank=bank, reading=reading, by=person, dry_run=False)

    return Task("import of 1,000 GIFT questions", seconds(bring), 20)


def corrections() -> list[Task]:
    """One key mended under 1,000 attempts of 20 questions, while somebody else writes."""
    competency()  # FL-02, whose evidence the correction rewrites
    found = measure()
    what = f"a correction of {ATTEMPTS:,} attempts"
    return [
        Task(f"{what}: preview and applying", found.preview + found.applying, 60),
        Task(f"{what}: longest wait of another writer", found.longest_waited, 0.2),
    ]


def tasks(person: Person) -> list[Task]:
    return [grading(), statistics(), imported(person), *corrections()]
