from typing import Any

from django import template
from django.utils import translation

from assessments.scenarios import queries
from assessments.scenarios.checker import Report, check
from assessments.scenarios.findings import Finding, sentence

register = template.Library()


@register.simple_tag(takes_context=True)
def run_standing(context: dict[str, Any], page: Any) -> queries.RunStanding | None:
    """Where the reader stands at this role-play. One query."""
    user = context["request"].user
    return queries.run_standing(user, page.translation_key) if user.is_authenticated else None


@register.simple_tag
def scenario_report(graph: Any) -> Report:
    """What the checker says of a draft."""
    return check(graph)


@register.filter
def finding_sentence(finding: Finding) -> str:
    return sentence(finding, translation.get_language() or "uk")
