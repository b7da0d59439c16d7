import mimetypes

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from modules.http import answer_instead
from modules.queries import FALLBACK_LANGUAGE, find_page, live_translation, page_url

IMAGE_TYPES = frozenset({"image/png", "image/jpeg", "image/webp"})


@require_safe
def image(request: HttpRequest, name: str) -> HttpResponseBase:
    """A rendition of an image, for people signed in; originals and documents are not served."""
    if not name.startswith("images/") or not default_storage.exists(name):
        raise Http404
    kind, _encoding = mimetypes.guess_type(name)
    if kind not in IMAGE_TYPES:
        raise Http404
    response = FileResponse(default_storage.open(name), content_type=kind)
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response


@login_not_required
@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """The bare address leads to the home page in the reader's language."""
    return redirect(f"/{translation.get_language() or FALLBACK_LANGUAGE}/")


@login_not_required
@require_safe
def page(request: HttpRequest, path: str = "") -> HttpResponse:
    """Serve a published page. Public kinds are open to everybody, the rest to people signed in.

    Other apps may answer instead of the page through Wagtail's ``before_serve_page`` hook.
    """
    language = translation.get_language() or FALLBACK_LANGUAGE
    found = find_page(path, language)
    if found is None:
        raise Http404
    shown = found.page
    if not getattr(shown, "is_public", False) and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if found.is_fallback and (translated := live_translation(shown, language)):
        return redirect(page_url(translated))
    if answer := answer_instead(shown, request):
        return answer
    return TemplateResponse(
        request,
        shown.template,
        {"page": shown, "is_fallback": found.is_fallback, "self": shown},
    )
