"""Columns of our question tables, in two languages."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language

# column → its heading in Ukrainian; the English heading is the name of the column
COLUMNS = {
    "code": "код",
    "kind": "вид",
    "name": "назва",
    "question": "питання",
    "points": "бали",
    "right": "правильні",
    "explanation": "пояснення",
    "competency": "компетентність",
    "indicator": "індикатор",
    "difficulty": "складність",
    "tags": "теги",
    "category": "розділ",
    "norm": "норма",
    "source": "джерело",
    "siblings": "споріднені",
    "format": "формат",
    "identifier": "ідентифікатор",
    "settings": "параметри",
}
# the same for the columns of answer 1, 2, 3 …
ANSWER_COLUMNS = {
    "answer": "відповідь",
    "match": "пара",
    "tolerance": "допуск",
    "fraction": "частка",
    "feedback": "відгук",
}
# what people write instead
_ALSO = {
    "prompt": "question",
    "text": "question",
    "запитання": "question",
    "текст": "question",
    "тип": "kind",
    "type": "kind",
    "id": "identifier",
    "correct": "right",
    "правильна": "right",
    "правильна відповідь": "right",
    "category path": "category",
    "категорія": "category",
}
KINDS = {
    "одна": "one",
    "одна з кількох": "one",
    "одна правильна": "one",
    "кілька": "many",
    "кілька з кількох": "many",
    "кілька правильних": "many",
    "правда чи неправда": "true_false",
    "правда/неправда": "true_false",
    "відповідність": "matching",
    "категорії": "categorise",
    "порядок": "order",
    "коротка": "short",
    "коротка відповідь": "short",
    "число": "number",
    "розгорнута": "long",
    "есе": "long",
}
MOST_ANSWERS = 60
_NUMBERED = re.compile(r"(\D+?)\s*(\d{1,2})(?:\s+(?:text|текст))?")


@dataclass(frozen=True)
class Column:
    """``number``: of the answer, from 1; 0 for a column of the question itself."""

    name: str
    number: int = 0


def column_of(heading: str) -> Column | None:
    """The column that a heading in either language names."""
    plain = " ".join(heading.replace("\ufeff", "").strip().casefold().split())
    for names in (COLUMNS, _ALSO):
        if plain in names:
            return Column(plain if names is COLUMNS else _ALSO[plain])
    for name, ukrainian in COLUMNS.items():
        if plain == ukrainian:
            return Column(name)
    numbered = _NUMBERED.fullmatch(plain)
    if numbered and 1 <= int(numbered[2]) <= MOST_ANSWERS:
        for name, ukrainian in ANSWER_COLUMNS.items():
            if numbered[1].strip() in (name, ukrainian):
                return Column(name, int(numbered[2]))
    return None


def heading_of(column: Column) -> str:
    """In the language of the person who exports."""
    names = ANSWER_COLUMNS if column.number else COLUMNS
    is_ukrainian = (get_language() or "uk").startswith("uk")
    heading = names[column.name] if is_ukrainian else column.name
    return f"{heading} {column.number}" if column.number else heading


def columns_for(answers: int, used: Iterable[str]) -> Sequence[Column]:
    """Columns of a table whose longest question has ``answers`` answers; ``used``: which of its."""
    wanted = [name for name in ANSWER_COLUMNS if name in set(used)]
    middle = [Column(name, number) for number in range(1, answers + 1) for name in wanted]
    names = [name for name in COLUMNS if name != "right"]
    split = names.index("explanation")
    return [*map(Column, names[:split]), *middle, *map(Column, names[split:])]
