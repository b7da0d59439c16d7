import logging
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from certificates import throttle
from certificates.forms import VerifyForm
from certificates.models import Certificate
from training.people.http import PersonRequest
from training.people.security_log import log_refusal, log_throttle

logger = logging.getLogger(__name__)


@require_safe
def mine(request: PersonRequest) -> HttpResponse:
    """My certificates, newest first. One query of ours."""
    certificates = request.user.certificates.filter(erased_at=None).select_related("replaced_by")
    return render(request, "certificates/mine.html", {"certificates": certificates})


@require_safe
def download(request: PersonRequest, number: str) -> HttpResponseBase:
    certificate = Certificate.objects.visible_to(request.user).by_number(number).first()
    if certificate is None or certificate.erased_at:
        log_refusal(request, reason="certificate")
        raise Http404
    try:
        document = certificate.open_pdf() if certificate.rendered_at else None
    except FileNotFoundError:
        logger.error("certificate.file_lost", extra={"certificate_id": certificate.pk})
        document = None
    if document is None:
        messages.info(request, _("The document is still being made. Try again in a minute."))
        return redirect("certificates:mine")
    response = FileResponse(
        document,
        as_attachment=True,
        filename=f"{certificate.number}_{certificate.issued_on:%Y-%m-%d}.pdf",
        content_type="application/pdf",
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@login_not_required
@require_safe
def verify_form(request: HttpRequest) -> HttpResponse:
    """The public form; with ``?number=`` its answer."""
    if "number" not in request.GET:
        return _public(request, "certificates/verify_form.html", {"form": VerifyForm()})
    return _answer(request, request.GET["number"])


@login_not_required
@require_safe
def verify(request: HttpRequest, number: str) -> HttpResponse:
    """The public answer on one certificate; the QR code leads here with its token."""
    return _answer(request, number.strip() or "?")


def _answer(request: HttpRequest, number: str) -> HttpResponse:
    number = number.replace("\0", "?")  # answered like any number that cannot be
    form = VerifyForm({"number": number, "surname": request.GET.get("surname", "")})
    if not form.is_valid():
        return _public(request, "certificates/verify_form.html", {"form": form}, status=400)
    allowance = throttle.take(request)
    if allowance.is_spent:
        log_throttle(request, action="certificate_lookup")
        context = {"result": "too_often", "wait_seconds": allowance.wait_seconds}
        response = _public(request, "certificates/verify.html", context, status=429)
        response.headers["Retry-After"] = str(allowance.wait_seconds)
        return response
    typed, surname = form.cleaned_data["number"], form.cleaned_data["surname"]
    certificate = Certificate.objects.by_number(typed).select_related("replaced_by").first()
    context = {
        "form": form,
        "checked_at": timezone.localtime(),
        "language_links": _in_other_languages(request, typed),
    }
    if certificate is None:
        return _public(
            request, "certificates/verify.html", context | {"result": "unknown"}, status=404
        )
    by_token = certificate.has_token(request.GET.get("t", ""))
    return _public(
        request,
        "certificates/verify.html",
        context
        | {
            "result": certificate.status.value,
            "certificate": certificate,
            "shows_name": by_token or certificate.has_surname(surname),
            "surname_differs": bool(surname) and not by_token,
        },
    )


def _in_other_languages(request: HttpRequest, number: str) -> list[dict[str, str]]:
    """The same answer in the other languages; the short address has none in it to be changed."""
    query = request.GET.copy()
    query["number"] = number
    links = []
    for code, label in settings.LANGUAGES:
        if code != get_language():
            with translation.override(code):
                url = f"{reverse('certificates:verify_form')}?{query.urlencode()}"
            links.append({"code": code, "label": label, "url": url})
    return links


def _public(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """The same page for everybody, whoever is signed in; it reads no session and sets no cookie."""
    nobody = {"user": AnonymousUser(), "messages": (), "nav_items": ()}
    response = render(request, template, context | nobody, status=status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["X-Frame-Options"] = "DENY"
    return response
