"""What a self-assessment asks: a Ukrainian and an English row of each statement."""

from functools import partial

from assessments.reflections.models import Statement
from training.curriculum.identity import key_of
from training.curriculum.loading.ledger import Item, Ledger
from training.curriculum.loading.saving import (
    LANGUAGES,
    assign,
    find_by_code,
    locale_of,
    publish,
)
from training.curriculum.reading import records


def load_statements(content: records.Content, ledger: Ledger) -> None:
    for statement in content.statements:
        for language in LANGUAGES:
            ledger.bring(
                Item(
                    key=f"statement:{statement.code}:{language}",
                    place=statement.place,
                    digest=statement.digest,
                    find=partial(find_by_code, Statement, statement.code, language),
                    write=partial(_write, statement, ledger, language),
                )
            )


def _write(
    source: records.Statement, ledger: Ledger, language: str, row: Statement | None
) -> Statement:
    competency = source.competency
    row = row or Statement(
        locale=locale_of(language), translation_key=key_of("statement", source.code)
    )
    assign(
        row,
        {
            "code": source.code,
            "competency_id": competency
            and ledger.pk(f"competency:{competency.code}:uk", competency.place),
            "sort_order": source.order,
            "text": source.text[language],
        },
    )
    return publish(row)  # type: ignore[no-any-return]  # gives back what it got
