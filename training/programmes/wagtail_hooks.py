from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from modules.models import ModulePage, StepPage
from modules.queries import module_of, page_url, waits_for_others
from training.programmes.queries import is_ordered_by_stage, unmet_prerequisites
from training.programmes.viewsets import ProgrammeViewSet

register_snippet(ProgrammeViewSet)


@hooks.register("register_log_actions")
def programme_actions(actions: LogActionRegistry) -> None:
    actions.register_action(
        "programmes.extend", gettext_lazy("Give more time"), gettext_lazy("Due date moved")
    )


@hooks.register("before_serve_page")
def first_things_first(
    page: Page, request: HttpRequest, serve_args: list, serve_kwargs: dict
) -> HttpResponse | None:
    """Send a reader from a closed module or step to what has to be finished first (C15).

    Editors pass. No query for a module that nothing ever closes, otherwise 3.
    """
    if not isinstance(page, (ModulePage, StepPage)) or not request.user.is_authenticated:
        return None
    if not (waits_for_others(page) or is_ordered_by_stage(page)):
        return None
    module = page if isinstance(page, ModulePage) else module_of(page)
    first = unmet_prerequisites(request.user, module)
    if not first or request.user.has_perm("wagtailadmin.access_admin"):
        return None
    _say_once(
        request,
        _("“%(module)s” opens when you have finished “%(first)s”.")
        % {"module": module.title, "first": first[0].title},
    )
    return redirect(page_url(first[0] if page == module else module))


def _say_once(request: HttpRequest, text: str) -> None:
    """A closed step leads to its module and from there on; the reason is given once."""
    waiting = messages.get_messages(request)
    if text not in [message.message for message in waiting]:
        messages.info(request, text)
    waiting.used = False  # type: ignore[union-attr]  # always a storage here
