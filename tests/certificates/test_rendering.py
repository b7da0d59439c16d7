"""The document of a certificate: made after the commit, by the worker, sooner or later."""

import logging

import pytest
from django_tasks import default_task_backend, task_backends

from certificates import services
from certificates.models import (
    Certificate,
)
from certificates.services import (
    issue_certificate,
    render_missing,
)
from certificates.sheet import server
from modules.printing.exceptions import RenderFailed
from tests.factories.certificates import (
    DOCUMENT,
    AwardFactory,
    CertificateFactory,
)


def test_the_document_is_made_after_the_commit(person, commit):
    with commit():
        certificate = issue_certificate(person=person, award=AwardFactory())
        assert not Certificate.objects.get().rendered_at

    certificate.refresh_from_db()
    assert certificate.rendered_at
    with certificate.open_pdf() as file:
        assert file.read(5) == b"%PDF-"


@pytest.mark.usefixtures("_no_pdf")
def test_it_is_a_job_of_the_worker(person, commit, settings):
    settings.TASKS = {
        **settings.TASKS,
        "jobs": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"},
    }
    assert task_backends["jobs"] is not default_task_backend
    with commit():
        certificate = issue_certificate(person=person, award=AwardFactory())
        issue_certificate(person=person, award=AwardFactory(key=certificate.award_key))

    (job,) = task_backends["jobs"].results  # C05: one job
    assert job.args == [certificate.pk]


def test_a_task_that_cannot_be_queued_does_not_spoil_the_certificate(person, commit, monkeypatch):
    def broken(pk):
        raise OSError("no queue")

    monkeypatch.setattr(
        services, "render_certificate", type("Task", (), {"enqueue": staticmethod(broken)})
    )
    with commit():
        certificate = issue_certificate(person=person, award=AwardFactory())

    assert Certificate.objects.unrendered().get() == certificate


@pytest.mark.usefixtures("_no_pdf")
def test_missing_documents_are_made_later(db):
    missing = [CertificateFactory(), CertificateFactory(expired=True)]
    CertificateFactory(rendered=True)
    CertificateFactory(withdrawn=True)

    assert render_missing() == 2
    assert render_missing() == 0
    assert all(Certificate.objects.get(pk=row.pk).rendered_at for row in missing)


@pytest.mark.usefixtures("_no_pdf")
def test_the_oldest_come_first_and_a_round_is_bounded(db):
    first, second = CertificateFactory(), CertificateFactory()

    assert render_missing(limit=1) == 1
    assert Certificate.objects.unrendered().get() == second
    assert first.pk < second.pk


def test_one_that_cannot_be_made_does_not_stop_the_others(db, monkeypatch, caplog):
    """I08: the log has ids and the reason, no name and no token."""
    bad, good = CertificateFactory(), CertificateFactory()

    def render(html, assets, **kwargs):
        if bad.number in html:
            raise RenderFailed("too long")
        return DOCUMENT

    monkeypatch.setattr(server, "render", render)
    with caplog.at_level(logging.DEBUG, "certificates"):
        assert render_missing() == 1

    assert Certificate.objects.unrendered().get() == bad
    (failed,) = [line for line in caplog.records if line.msg == "certificate.render_failed"]
    assert (failed.certificate_id, failed.reason) == (bad.pk, "too long")
    told = " ".join(str(vars(line)) for line in caplog.records)
    for secret in (bad.holder_name, bad.token, good.holder_name, good.token, good.person.email):
        assert secret not in told
