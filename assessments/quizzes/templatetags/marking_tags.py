from django import template

register = template.Library()


@register.filter
def as_percent(share: float | None) -> str:
    """``0.666`` → ``67 %``; a dash where there is no figure."""
    return "–" if share is None else f"{share:.0%}".replace("%", "\N{NO-BREAK SPACE}%")
