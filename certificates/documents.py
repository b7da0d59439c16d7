"""From a certificate to its stored document."""

import hashlib
import io
import logging
import os
import re
import tempfile
from contextlib import suppress
from pathlib import Path

import segno
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from certificates.models import Certificate
from certificates.sheet import server

logger = logging.getLogger(__name__)

LONG_NAME, LONG_TITLE = 34, 90  # characters that fit one line, and two
LONG_ANNEX = 16  # outcomes and competencies together
QR_MASK = 3  # a fixed mask saves trying all eight


def make_pdf(pk: int) -> bool:
    """Render the certificate and store it; whether this call's document is the one that counts.

    Safe to repeat and to race. The row is written after the file exists, and once.

    Raises:
        RenderFailed: no document; the certificate stays valid and is tried again later.
    """
    certificate = Certificate.objects.get(pk=pk)
    if certificate.rendered_at or certificate.erased_at:
        return False
    content = server.render(page(certificate), {"qr.png": qr_code(certificate)})
    digest = hashlib.sha256(content).hexdigest()
    name = f"certificates/{certificate.issued_on:%Y}/{certificate.number}-{digest[:12]}.pdf"
    storage = storages["private"]
    write(storage, name, content)
    counts = (
        Certificate.objects.unrendered()
        .filter(pk=pk)
        .update(pdf=name, pdf_sha256=digest, rendered_at=timezone.now())
    )
    if counts:
        logger.info("certificate.rendered", extra={"certificate_id": pk})
    elif not Certificate.objects.filter(pk=pk, pdf=name).exists():
        storage.delete(name)
    return bool(counts)


def page(certificate: Certificate) -> str:
    """The HTML of the document, in the certificate's own language."""
    with translation.override(certificate.language):
        return render_to_string(
            "certificates/pdf/certificate.html",
            {
                "certificate": certificate,
                "heading": heading(),
                "subtitle": subtitle(certificate),
                "has_long_name": len(certificate.holder_name) > LONG_NAME,
                "has_long_title": len(certificate.programme_title) > LONG_TITLE,
                "has_long_annex": len(certificate.outcomes) + len(certificate.competencies)
                > LONG_ANNEX,
                "address": verification_address(certificate),
                "site": site_address(),
            },
        )


def heading() -> str:
    return _("Certificate")


def subtitle(certificate: Certificate) -> str:
    """The title of the certificate without the words that stand above and below it."""
    text = certificate.certificate_title.replace(certificate.programme_title, "")
    text = re.sub(rf"^\s*{re.escape(heading())}\b", "", text, flags=re.IGNORECASE)
    return text.strip(" «»„“”\"'.,:–—-")


def verification_address(certificate: Certificate) -> str:
    """Where a stranger checks it; the token lets them read the name too."""
    path = reverse("verify_short", args=[certificate.number])
    return f"{site_address()}{path}?{urlencode({'t': certificate.token})}"


def site_address() -> str:
    return settings.BASE_URL.rstrip("/")


def qr_code(certificate: Certificate) -> bytes:
    picture = io.BytesIO()
    code = segno.make_qr(verification_address(certificate), error="m", mask=QR_MASK)
    code.save(picture, kind="png", scale=8, border=0)
    return picture.getvalue()


def write(storage: Storage, name: str, content: bytes) -> None:
    """The whole file under ``name``, or none: temporary name, to the disk, then the right name."""
    if not isinstance(storage, FileSystemStorage):
        if not storage.exists(name):
            storage.save(name, ContentFile(content))
        return
    target = Path(storage.path(name))
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if storage.file_permissions_mode is not None:
            Path(temporary).chmod(storage.file_permissions_mode)
        Path(temporary).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(temporary).unlink()
        raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
