"""What wraps every request: language, headers of private pages, one log line."""

import logging
import secrets
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language_from_path

logger = logging.getLogger("training.request")
GetResponse = Callable[[HttpRequest], HttpResponse]


class UkrainianFirst(LocaleMiddleware):
    """Language from the address, then from the cookie, then Ukrainian; never from the browser.

    Source: the state-language law wants Ukrainian by default.
    """

    def process_request(self, request: HttpRequest) -> None:
        code = get_language_from_path(request.path_info) or request.COOKIES.get(
            settings.LANGUAGE_COOKIE_NAME
        )
        translation.activate(code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """An address without a language leads to one with it; a view's own 404 stays a 404."""
        if response.status_code == 404 and request.resolver_match is not None:
            return response
        return super().process_response(request, response)


class PagePolicy:
    """Private pages are never stored by a cache; the editor has a content policy of its own."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith("/cms/"):
            vars(response)["_csp_replace"] = settings.ADMIN_CONTENT_SECURITY_POLICY
        # Reading the session key does not load the session, so public pages set no cookie.
        if request.session.session_key and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=()"
        )
        return response


class RequestLog:
    """One line a request: id, route, status, milliseconds. No names, answers or tokens."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = vars(request)["request_id"] = secrets.token_hex(8)
        started = time.monotonic()
        response = self.get_response(request)
        response.headers["X-Request-ID"] = request_id
        match = request.resolver_match
        logger.info(
            "request",
            extra={
                "request_id": request_id,
                "method": request.method,
                "route": match.route if match else "",
                "status": response.status_code,
                "ms": round((time.monotonic() - started) * 1000),
            },
        )
        return response
