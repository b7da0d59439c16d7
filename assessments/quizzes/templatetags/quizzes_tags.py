from collections.abc import Mapping
from typing import Any

from django import template
from django.template.defaultfilters import linebreaksbr
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString

from assessments.quizzes import queries, showing
from assessments.quizzes.kinds import kind_of
from assessments.quizzes.practice import ShownCheck, answer_practice
from assessments.quizzes.wording import Html

register = template.Library()


@register.filter
def say(text: str) -> SafeString:
    """A text of a question: cleaned markup as it is, plain text with its line breaks."""
    return format_html("{}", text) if isinstance(text, Html) else linebreaksbr(text)


@register.filter
def at(mapping: Mapping[Any, Any] | None, key: Any) -> Any:
    """What ``mapping`` holds at ``key``; ``None`` without either."""
    return (mapping or {}).get(key)


@register.simple_tag
def lang(question: showing.ShownQuestion) -> str:
    """The ``lang`` attribute of a question in another language than the page, else nothing."""
    language = question.language
    here = (translation.get_language() or "").split("-")[0]
    return format_html(' lang="{}"', language) if language and language != here else ""


@register.simple_tag
def as_asked(document: Mapping[str, Any]) -> showing.ShownQuestion:
    """A published document as a learner meets it, for previews."""
    return showing.shown(document, _own_tokens(document), None)


@register.simple_tag
def as_reviewed(document: Mapping[str, Any]) -> showing.ShownQuestion:
    """A published document with the right answer, as a review shows it, for previews."""
    options = _own_tokens(document)
    right = kind_of(document).right_value(document, options)
    return showing.shown(document, options, right, reveal=True)


def _own_tokens(document: Mapping[str, Any]) -> list[list[str]]:
    return [[one, one] for one in kind_of(document).arrange(document, None)]


@register.simple_tag(takes_context=True)
def practice_check(context: dict[str, Any], code: str) -> ShownCheck | None:
    """The practice question a lesson names, not yet answered; ``None`` when it is not published."""
    version = queries.practice_version(code, translation.get_language() or "uk")
    user = context["request"].user
    return answer_practice(version, person=user, data=None) if version else None


@register.simple_tag(takes_context=True)
def quiz_standing(context: dict[str, Any], page: Any) -> queries.QuizStanding | None:
    """Where the reader stands at this quiz. One query."""
    user = context["request"].user
    return queries.standing(user, page.translation_key) if user.is_authenticated else None
