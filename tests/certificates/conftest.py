import datetime
import io
import sqlite3
from contextlib import closing

import pytest
from django.db import connection
from pypdf import PdfReader
from wagtail.models import ModelLogEntry

from certificates import documents
from certificates.sheet import server
from tests.factories.certificates import DOCUMENT, CertificateFactory, competency
from tests.factories.people import PersonFactory

LETTERS = "Ґґ Єє Її ʼ № ₴ 0123456789 ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DAY = datetime.date(2026, 3, 2)
LONG_NAME = "Ґалаґан-Вʼюницька Єфросинія-Їлена Щʼогортівна"


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    """``with commit():`` what a real commit would set off happens at the end of the block."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def private(settings, tmp_path):
    """Private files on a real disk; the folder."""
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        },
    }
    return tmp_path


def unsaved(**facts):
    """A certificate that is in no database."""
    return CertificateFactory.build(**{"person": None, "holder_name": LONG_NAME, **facts})


def render(certificate):
    return server.render(documents.page(certificate), {"qr.png": documents.qr_code(certificate)})


def words(text):
    """Text without the accidents of layout: lines, and spaces around them."""
    return " ".join(text.split())


@pytest.fixture(scope="session")
def full():
    """A certificate with everything, its document and what a reader gets out of it."""
    certificate = unsaved(
        programme_title=f"Програма {LETTERS}",
        certificate_title="Сертифікат про проходження навчання",
        outcomes=["почути людину, не перебиваючи", f"записати {LETTERS}"],
        competencies=[competency(f"FL-0{n}", level=n) for n in (1, 2, 3, 4)],
        valid_until=datetime.date(2029, 3, 2),
        issuer_code="00000000",
        signatory_name="Ірина Ґудзь",
    )
    content = render(certificate)
    reader = PdfReader(io.BytesIO(content))
    text = words(" ".join(page.extract_text() for page in reader.pages))
    return certificate, content, reader, text


@pytest.fixture
def person(db):
    return PersonFactory(surname="Вʼюник", given_name="Оксана", patronymic="Ґедеонівна")


@pytest.fixture
def clerk(db):
    return PersonFactory()


@pytest.fixture
def _no_pdf(monkeypatch):
    monkeypatch.setattr(server, "render", lambda *args, **kwargs: DOCUMENT)


def actions(certificate):
    return list(
        ModelLogEntry.objects.for_instance(certificate)
        .order_by("pk")
        .values_list("action", flat=True)
    )


@pytest.fixture
def database_file(tmp_path):
    """The test's SQLite database as a file, so that each thread can have a connection of its own.

    In WAL mode from the start: the switch to it does not wait for others.
    """
    path = tmp_path / "copy.sqlite3"
    path.write_bytes(connection.connection.serialize())
    with closing(sqlite3.connect(path)) as rows:
        rows.execute("PRAGMA journal_mode=WAL")
    return path
