from django import template
from django.conf import settings

from training.people.queries import DemoSignIn, demo_sign_ins

register = template.Library()


@register.simple_tag
def people_to_try() -> list[DemoSignIn]:
    """Invented people to sign in as; nobody outside a demonstration."""
    return demo_sign_ins() if settings.DEMO else []


@register.simple_tag
def demo_password() -> str:
    return settings.DEMO_PASSWORD if settings.DEMO else ""
