from typing import Any

from django import template
from django.utils import translation

from assessments.scenarios import briefing as briefings
from assessments.scenarios.cards.queries import due_count
from assessments.scenarios.checker import Report, check
from assessments.scenarios.findings import Finding, sentence

register = template.Library()


@register.simple_tag(takes_context=True)
def briefing(context: dict[str, Any], page: Any) -> briefings.Briefing | None:
    """What to read before the talk, and where the reader stands. Two or three queries."""
    user = context["request"].user
    return briefings.briefing(page, user) if user.is_authenticated else None


@register.simple_tag(takes_context=True)
def due_cards(context: dict[str, Any]) -> int:
    """How many review cards wait for the reader today. One query."""
    user = context["request"].user
    return due_count(user) if user.is_authenticated else 0


@register.filter
def at(mapping: Any, key: Any) -> Any:
    """What ``mapping`` holds at ``key``; ``None`` without either."""
    return (mapping or {}).get(key)


@register.simple_tag
def scenario_report(graph: Any) -> Report:
    """What the checker says of a draft."""
    return check(graph)


@register.filter
def finding_sentence(finding: Finding) -> str:
    return sentence(finding, translation.get_language() or "uk")
