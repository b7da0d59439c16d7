"""A content is explored once, whoever asks."""

import pytest

from assessments.scenarios import checker
from assessments.scenarios.checker import Report, check
from assessments.scenarios.models import Proof, Scenario, ScenarioVersion
from assessments.scenarios.services import proofs, proving_apart
from assessments.scenarios.services.proofs import proof_of, prove, prove_later
from tests.factories.tree import locale
from tests.scenarios.documents import healthy
from tests.scenarios.samples import SAMPLES

pytestmark = pytest.mark.django_db


@pytest.fixture
def explorations(monkeypatch):
    """What was explored since."""
    made = []

    def counted(document, **options):
        made.append(options["max_states"])
        return check(document, **options)

    monkeypatch.setattr(proofs, "check", counted)
    return made


@pytest.mark.parametrize("code", SAMPLES)
def test_a_report_survives_storage(code):
    sample = SAMPLES[code]
    document = sample.make()
    report = check(document, max_states=sample.max_states)
    proofs.keep("0" * 64, report)
    assert Report.from_json(Proof.objects.get().report["report"]) == report


def test_nothing_is_known_until_somebody_proved_it(explorations, django_assert_num_queries):
    document = healthy()
    with django_assert_num_queries(1):
        assert proof_of(document) is None
    report = prove(document)
    with django_assert_num_queries(1):
        assert proof_of(document) == report == check(document)
    assert prove(healthy()) == report
    assert explorations == [300_000]


def test_another_word_is_another_content(explorations):
    prove(healthy())
    prove(healthy(title="Інша назва"))
    assert len(explorations) == 2


def test_publishing_takes_the_proof_that_is_there(explorations):
    document = healthy()
    prove(document)
    scenario = Scenario.objects.create(code="T01", title="Проба", graph=document, locale=locale())
    scenario.save_revision().publish()
    assert ScenarioVersion.objects.get().states == check(document).states
    assert len(explorations) == 1


def test_a_proof_in_the_background_is_there_afterwards(explorations):
    document = healthy()
    prove_later(document)
    assert proof_of(document) is not None
    prove_later(document)
    assert len(explorations) == 1


@pytest.mark.parametrize("edition", [0, checker.EDITION + 1])
def test_the_proof_of_another_edition_of_the_checks_is_made_again(edition, explorations):
    prove(healthy())
    Proof.objects.update(report={**Proof.objects.get().report, "edition": edition})
    assert proof_of(healthy()) is None
    prove(healthy())
    assert len(explorations) == 2
    assert Proof.objects.count() == 1


def test_what_is_no_document_has_no_proof_and_breaks_nothing():
    broken = {**healthy(), "nodes": []}
    assert proof_of(broken) is None
    prove_later(broken)
    assert prove(broken).errors
    assert not Proof.objects.exists()


def test_apart_the_exploration_runs_in_another_process():
    """The report comes back whole; of drafts saved while one waits only the newest is explored."""
    kept = []
    first, *_others, newest = (healthy(title=f"Назва {number}") for number in range(4))
    for document in (first, *_others, newest):
        proving_apart.explore(
            document, lambda report, title=document["title"]: kept.append((title, report))
        )
    proving_apart._workers().shutdown(wait=True)
    proving_apart._workers.cache_clear()
    assert kept[-1] == (newest["title"], check(newest))
    assert len(kept) <= 3  # one running, one handed to the process, and the newest
