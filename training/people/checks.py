"""A production site refuses to run in the clothes of a demonstration or of a developer."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.core.checks import Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError
from django.db.models import Q, QuerySet

from training.people.models import Person

LEAST_SECRET = 40
# Screens and interfaces that would pass by the one sign-in.
SECOND_DOORS = frozenset({"django.contrib.admin", "debug_toolbar", "wagtail.api.v3", "silk"})


def unsafe_settings() -> list[Error]:
    """Faults that can be told without the database; none of them counts in a demonstration."""
    if settings.DEMO:
        return []
    faults = []
    if settings.DEBUG:
        faults.append(Error("DEBUG is on outside a demonstration.", id="people.E001"))
    if settings.SECRET_KEY == settings.DEMO_SECRET_KEY or len(settings.SECRET_KEY) < LEAST_SECRET:
        faults.append(
            Error(
                "SECRET_KEY is the demonstration's or too short.",
                hint=f"Set {LEAST_SECRET} or more random characters.",
                id="people.E002",
            )
        )
    if doors := sorted(SECOND_DOORS.intersection(settings.INSTALLED_APPS)):
        faults.append(
            Error(
                f"A second way in is installed outside a demonstration: {', '.join(doors)}.",
                hint="Take it out of INSTALLED_APPS.",
                id="people.E005",
            )
        )
    return faults


def demo_accounts() -> list[Error]:
    if settings.DEMO:
        return []
    try:
        found = Person.objects.filter(is_demo=True, is_active=True).exists()
    except DatabaseError:  # before the first migrate there is nobody
        return []
    if not found:
        return []
    return [
        Error(
            "Accounts of the demonstration are active outside a demonstration.",
            hint="Use a database of its own for production.",
            id="people.E003",
        )
    ]


def user_management_permissions() -> QuerySet[Permission]:
    """Permissions that let their holder become anybody: over people and over groups."""
    return Permission.objects.filter(
        Q(content_type__app_label="people", content_type__model="person")
        | Q(content_type__app_label="auth", content_type__model__in=["group", "permission"]),
        Q(codename__startswith="add_")
        | Q(codename__startswith="change_")
        | Q(codename__startswith="delete_"),
    )


def user_managers() -> list[Error]:
    """Groups, and people beside administrators, that hold such permissions. In every mode."""
    try:
        permissions = list(user_management_permissions())
        groups = list(Group.objects.filter(permissions__in=permissions).distinct().order_by("pk"))
        people = list(
            Person.objects.filter(user_permissions__in=permissions, is_superuser=False)
            .distinct()
            .order_by("pk")
        )
    except DatabaseError:
        return []
    hint = "It equals being a superuser. Take the permission away; administrators need none."
    return [
        *(
            Error(f"Group {group.pk} may manage people or groups.", hint=hint, id="people.E004")
            for group in groups
        ),
        *(
            Error(f"Person {person.pk} may manage people or groups.", hint=hint, id="people.E004")
            for person in people
        ),
    ]


@register(Tags.security)
def check_settings(app_configs: Any, **kwargs: Any) -> list[Error]:
    return unsafe_settings()


@register(Tags.security, deploy=True)
def check_second_factor(app_configs: Any, **kwargs: Any) -> list[Warning]:
    if settings.REQUIRE_SECOND_FACTOR or settings.DEMO:
        return []
    return [
        Warning(
            "Roles above learner work without a second factor.",
            hint="Unset REQUIRE_SECOND_FACTOR.",
            id="people.W006",
        )
    ]


@register(Tags.database)
def check_accounts(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[Error]:
    return [*demo_accounts(), *user_managers()] if databases else []


def refuse_unsafe_start() -> None:
    """Raises ``ImproperlyConfigured`` naming every fault; called by the entry point of workers."""
    if faults := [*unsafe_settings(), *demo_accounts()]:
        raise ImproperlyConfigured(" ".join(fault.msg for fault in faults))
