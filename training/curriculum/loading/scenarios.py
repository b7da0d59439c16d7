"""Role-plays. Publishing one makes its version, through the signal that scenarios hear."""

from functools import partial

from django.utils.translation import get_language

from assessments.scenarios.findings import sentence
from assessments.scenarios.models import Scenario
from assessments.scenarios.services.proofs import prove
from training.curriculum.identity import key_of
from training.curriculum.loading.ledger import Item, Ledger
from training.curriculum.loading.saving import assign, find_by_code, locale_of, publish
from training.curriculum.reading import records
from training.curriculum.reading.faults import Faults
from training.curriculum.reading.scenarios import node_place


def prove_scenarios(content: records.Content, ledger: Ledger, faults: Faults) -> None:
    """What a learner could get stuck in is a fault. What was loaded was proved before."""
    for source in content.scenarios:
        if source.document is None or ledger.has_digest(_key(source), source.digest):
            continue
        for finding in prove(source.document).errors:
            faults.add(
                node_place(source, finding.node, finding.choice),
                "%(finding)s",
                finding=sentence(finding, get_language() or "uk"),
            )


def load_scenarios(content: records.Content, ledger: Ledger) -> None:
    for source in content.scenarios:
        ledger.bring(
            Item(
                key=_key(source),
                place=source.place,
                digest=source.digest,
                find=partial(find_by_code, Scenario, source.code, "uk"),
                write=partial(_write, source),
            )
        )


def _key(source: records.Scenario) -> str:
    return f"scenario:{source.code}"


def _write(source: records.Scenario, scenario: Scenario | None) -> Scenario:
    scenario = scenario or Scenario(
        locale=locale_of("uk"), translation_key=key_of("scenario", source.code)
    )
    assign(
        scenario,
        {
            "code": source.code,
            "title": source.title,
            "graph": source.document,
            "editors_note": source.note,
        },
    )
    return publish(scenario)
