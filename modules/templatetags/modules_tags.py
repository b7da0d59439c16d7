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
    """Live modules below the list of modules, in tree order. One query."""
    return list(ModulePage.objects.live().child_of(index).order_by("path"))
