from typing import Any

from django import template
from wagtail.models import Page

from modules import queries
from modules.models import LessonPage, ModulePage

register = template.Library()
register.simple_tag(queries.page_url, name="page_url")
register.simple_tag(queries.module_of, name="module_of")
register.simple_tag(queries.neighbours, name="neighbours")
register.filter(queries.duration)
register.simple_tag(queries.module_steps, name="module_steps")


@register.simple_tag(takes_context=True)
def lesson_body(context: dict[str, Any], page: LessonPage) -> list[queries.BodyPart]:
    """Parts of the body; a preview always renders them anew."""
    request = context.get("request")
    if getattr(request, "is_preview", False):
        return queries.render_body(page)
    return queries.lesson_body(page)


@register.simple_tag
def module_pages(index: Page) -> list[ModulePage]:
    """Live modules below the list of modules, in tree order; what has no translation is there in
    Ukrainian. One query, in another language two.
    """
    live = ModulePage.objects.live().select_related("locale").order_by("path")
    own = list(live.child_of(index))
    if queries.page_language(index) == queries.FALLBACK_LANGUAGE:
        return own
    originals = live.filter(locale__language_code=queries.FALLBACK_LANGUAGE)
    by_key = {page.translation_key: page for page in own}
    both = [by_key.pop(page.translation_key, page) for page in originals]
    return [*both, *by_key.values()]
