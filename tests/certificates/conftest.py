import datetime
import io

import pytest
from pypdf import PdfReader

from certificates import documents, sandbox
from tests.factories.certificates import CertificateFactory, competency

LETTERS = "Ґґ Єє Її ʼ № ₴ 0123456789 ABCDEFGHIJKLMNOPQRSTUVWXYZ"
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
    return sandbox.server.render(
        documents.page(certificate), {"qr.png": documents.qr_code(certificate)}
    )


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
