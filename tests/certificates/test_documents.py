"""From a row to a stored file, once."""

import hashlib
import threading

import pytest
from django.core.files.storage import InMemoryStorage, storages

from certificates import documents
from certificates.models import Certificate
from certificates.sheet import server
from modules.printing.exceptions import RenderFailed
from tests.certificates.conftest import unsaved
from tests.factories.certificates import DOCUMENT, CertificateFactory


@pytest.fixture
def certificate(db):
    return CertificateFactory()


@pytest.fixture
def _no_pdf(monkeypatch):
    monkeypatch.setattr(server, "render", lambda *args, **kwargs: DOCUMENT)


def test_the_digest_is_that_of_the_stored_file(certificate, private):
    """H04: what is published is what lies on the disk."""
    assert documents.make_pdf(certificate.pk)
    certificate.refresh_from_db()
    stored = (private / certificate.pdf).read_bytes()

    assert stored.startswith(b"%PDF-")
    assert hashlib.sha256(stored).hexdigest() == certificate.pdf_sha256
    assert certificate.rendered_at


@pytest.mark.usefixtures("_no_pdf")
def test_files_are_not_under_public_media(certificate, private, settings):
    """A03: a guessed media address finds nothing."""
    documents.make_pdf(certificate.pk)
    certificate.refresh_from_db()

    assert not private.is_relative_to(settings.MEDIA_ROOT)
    assert (private / certificate.pdf).stat().st_mode & 0o777 == 0o640


@pytest.mark.usefixtures("_no_pdf")
def test_a_second_run_changes_nothing(certificate, private):
    documents.make_pdf(certificate.pk)
    before = Certificate.objects.values().get()

    assert not documents.make_pdf(certificate.pk)
    assert Certificate.objects.values().get() == before


def test_two_workers_leave_one_document(certificate, private, monkeypatch):
    """I06: the other worker was quicker and made other bytes; its file counts, ours goes."""

    def slow(*args, **kwargs):
        monkeypatch.setattr(server, "render", lambda *args, **kwargs: b"%PDF-quicker")
        assert documents.make_pdf(certificate.pk)
        return b"%PDF-slower"

    monkeypatch.setattr(server, "render", slow)
    assert not documents.make_pdf(certificate.pk)
    certificate.refresh_from_db()

    files = [path for path in private.rglob("*") if path.is_file()]
    assert files == [private / certificate.pdf]
    assert files[0].read_bytes() == b"%PDF-quicker"


def test_two_workers_with_the_same_bytes_keep_the_file(certificate, private, monkeypatch):
    """I06."""

    def slow(*args, **kwargs):
        monkeypatch.setattr(server, "render", lambda *args, **kwargs: DOCUMENT)
        assert documents.make_pdf(certificate.pk)
        return DOCUMENT

    monkeypatch.setattr(server, "render", slow)
    assert not documents.make_pdf(certificate.pk)
    certificate.refresh_from_db()

    assert (private / certificate.pdf).read_bytes() == DOCUMENT


def test_a_person_erased_meanwhile_gets_no_file(certificate, private, monkeypatch):
    """H06."""

    def slow(*args, **kwargs):
        certificate.refresh_from_db()
        Certificate.objects.all().forget_holders(certificate.created_at)
        return DOCUMENT

    monkeypatch.setattr(server, "render", slow)
    assert not documents.make_pdf(certificate.pk)
    assert not [path for path in private.rglob("*") if path.is_file()]


def test_a_failed_render_leaves_the_row_for_the_next_try(certificate, private, monkeypatch):
    """E05: the certificate stays valid, the job fails, nothing half-made is left."""

    def broken(*args, **kwargs):
        raise RenderFailed("limit")

    monkeypatch.setattr(server, "render", broken)
    with pytest.raises(RenderFailed):
        documents.make_pdf(certificate.pk)

    assert Certificate.objects.unrendered().get() == certificate
    assert not list(private.iterdir())


def test_an_interrupted_write_leaves_no_half_file(private, monkeypatch):
    def full_disk(handle):
        raise OSError("no space left")

    monkeypatch.setattr(documents.os, "fsync", full_disk)
    with pytest.raises(OSError, match="no space"):
        documents.write(storages["private"], "certificates/2026/a.pdf", DOCUMENT)

    assert not [path for path in private.rglob("*") if path.is_file()]


def test_a_file_is_whole_before_it_has_its_name(private, monkeypatch):
    """Nobody ever opens half a document."""
    seen = []
    original = documents.os.fsync
    target = private / "certificates" / "2026" / "a.pdf"
    monkeypatch.setattr(
        documents.os, "fsync", lambda handle: (seen.append(target.exists()), original(handle))
    )
    documents.write(storages["private"], "certificates/2026/a.pdf", DOCUMENT)

    assert seen == [False, True]  # the file, then the folder that names it
    assert target.read_bytes() == DOCUMENT


def test_writers_at_once_end_with_one_whole_file(private):
    storage, name = storages["private"], "certificates/2026/a.pdf"
    threads = [
        threading.Thread(target=documents.write, args=(storage, name, DOCUMENT * 1000))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    files = [path for path in private.rglob("*") if path.is_file()]
    assert files == [private / name]
    assert files[0].read_bytes() == DOCUMENT * 1000


def test_other_storages_are_written_once():
    storage = InMemoryStorage()
    for _ in range(2):
        documents.write(storage, "certificates/a.pdf", DOCUMENT)

    assert storage.listdir("certificates") == ([], ["a.pdf"])


def test_the_code_holds_the_address_with_the_token(settings):
    """H02: the token stands in the QR code and nowhere on the page."""
    settings.BASE_URL = "https://school.example.org/"
    certificate = unsaved()
    address = documents.verification_address(certificate)

    assert address == (
        f"https://school.example.org/verify/{certificate.number}/?t={certificate.token}"
    )
    html = documents.page(certificate)
    assert html.count(certificate.token) == html.count(f'href="{address}"') == 1
    assert documents.qr_code(certificate).startswith(b"\x89PNG")
