"""Evidence goes through the services, as it does in life, so that the levels follow."""

import datetime
import uuid
from decimal import Decimal
from typing import Any

import factory
from django.utils import timezone

from assessments.evidence.models import Evidence, EvidenceKind
from assessments.evidence.rules import EvidenceItem
from assessments.evidence.services import NewEvidence, record_evidence
from tests.factories.modules import CompetencyFactory
from tests.factories.people import PersonFactory


class NewEvidenceFactory(factory.Factory):
    """A quiz of eight questions, 85 % right, just now."""

    class Meta:
        model = NewEvidence

    competency = factory.SubFactory(CompetencyFactory)
    kind = EvidenceKind.QUIZ
    source_key = factory.LazyFunction(uuid.uuid4)
    source_ref = factory.LazyFunction(uuid.uuid4)
    source_version = "1"
    performed_at = factory.LazyFunction(timezone.now)
    share = Decimal("0.85")
    count = 8

    class Params:
        scenario = factory.Trait(kind=EvidenceKind.SCENARIO, share=Decimal("0.80"), count=4)
        observation = factory.Trait(kind=EvidenceKind.OBSERVATION, share=None, level=3, count=10)


class EvidenceFactory(NewEvidenceFactory):
    """The same, recorded for ``person``."""

    class Meta:
        model = Evidence

    person = factory.SubFactory(PersonFactory)
    recorded_by = None

    @classmethod
    def _create(cls, model_class: type, *args: Any, **fields: Any) -> Evidence:
        person, recorded_by = fields.pop("person"), fields.pop("recorded_by")
        (row,) = record_evidence(
            person=person, items=[NewEvidence(**fields)], recorded_by=recorded_by
        )
        return row


class EvidenceItemFactory(factory.Factory):
    """What the rules see of a quiz of eight questions, 85 % right."""

    class Meta:
        model = EvidenceItem

    kind = "quiz"
    performed_on = datetime.date(2026, 3, 2)
    source = factory.Sequence(lambda number: f"source {number}")
    ref = factory.Sequence(lambda number: f"attempt {number}")
    share = Decimal("0.85")
    count = 8

    class Params:
        scenario = factory.Trait(kind="scenario", share=Decimal("0.80"), count=4)
        observation = factory.Trait(kind="observation", share=None, level=3, count=10)
