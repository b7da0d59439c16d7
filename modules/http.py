"""What may answer instead of a page, wherever a page is about to be used."""

from django.http import HttpRequest, HttpResponse
from wagtail import hooks
from wagtail.models import Page


def answer_instead(page: Page, request: HttpRequest) -> HttpResponse | None:
    """The answer of another app, such as "finish that module first", or ``None``.

    Apps register with Wagtail's ``before_serve_page``. Actions that start or finish a step ask it
    too, so that an address typed by hand is no way around.
    """
    for hook in hooks.get_hooks("before_serve_page"):
        answer = hook(page, request, [], {})
        if isinstance(answer, HttpResponse):
            return answer
    return None
