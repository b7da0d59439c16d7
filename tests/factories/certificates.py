"""Certificates as rows; ``AwardFactory`` is for those that go through the services."""

import datetime
import hashlib
import uuid
from typing import Any

import factory
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone

from certificates.models import Certificate, ReplacementReason, RevocationReason
from certificates.services import Award
from tests.factories.people import PersonFactory

DOCUMENT = b"%PDF-1.7 stand-in"


def competency(code: str = "FL-02", level: int = 2, **facts: Any) -> dict[str, Any]:
    return {
        "code": code,
        "name": "Активне емпатичне слухання",
        "level": level,
        "level_name": "Базовий",
        "kinds": ["quiz", "scenario"],
        **facts,
    }


class AwardFactory(factory.Factory):
    """A short programme that was completed, without a single competency."""

    class Meta:
        model = Award

    key = factory.LazyFunction(uuid.uuid4)
    cycle = 1
    title = "Сертифікат про проходження навчання за програмою „Адаптація фронтлайнера“"
    programme_title = "Адаптація фронтлайнера"
    hours = 3
    period_from = datetime.date(2026, 2, 2)
    period_to = datetime.date(2026, 2, 27)
    basis = factory.LazyFunction(lambda: {"steps": {"m2": "1"}})


class CertificateFactory(factory.django.DjangoModelFactory):
    """In force and without end; its document is not made yet."""

    class Meta:
        model = Certificate

    person = factory.SubFactory(PersonFactory)
    award_key = factory.LazyFunction(uuid.uuid4)
    language = "uk"
    holder_name = factory.LazyAttribute(lambda row: row.person.full_name)
    certificate_title = "Сертифікат про проходження навчання за програмою „Адаптація фронтлайнера“"
    programme_title = "Адаптація фронтлайнера"
    hours = 3
    period_from = datetime.date(2026, 2, 2)
    period_to = datetime.date(2026, 2, 27)
    issued_on = datetime.date(2026, 3, 2)
    issuer_name = "Установа, що видала"
    signatory_post = "Керівник програми"
    basis = factory.LazyFunction(lambda: {"steps": {"m2": "1"}})

    class Params:
        expired = factory.Trait(valid_until=datetime.date(2026, 4, 1))
        revoked = factory.Trait(
            revoked_at=datetime.datetime(2026, 5, 5, 12, tzinfo=datetime.UTC),
            revoked_reason=RevocationReason.RESULTS_ANNULLED,
        )
        withdrawn = factory.Trait(holder_name="", erased_at=factory.LazyFunction(timezone.now))
        rendered = factory.Trait(
            pdf=factory.LazyAttribute(
                lambda row: storages["private"].save(
                    f"certificates/{uuid.uuid4()}.pdf", ContentFile(DOCUMENT)
                )
            ),
            pdf_sha256=hashlib.sha256(DOCUMENT).hexdigest(),
            rendered_at=factory.LazyFunction(timezone.now),
        )


def replacement_of(certificate: Certificate, **facts: Any) -> Certificate:
    """A row that took the place of ``certificate``."""
    return CertificateFactory(
        person=certificate.person,
        award_key=certificate.award_key,
        replaces=certificate,
        replacement_reason=ReplacementReason.NAME_CHANGED,
        **facts,
    )
