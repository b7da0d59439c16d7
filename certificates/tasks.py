from django_tasks import task

from certificates.documents import make_pdf


@task(backend="jobs")
def render_certificate(pk: int) -> None:
    make_pdf(pk)
