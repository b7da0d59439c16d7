"""Reads across people, units, postings and roles. Each says how many queries it costs."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.contrib.auth.models import Permission
from django.db import connection
from django.db.models import BooleanField, Exists, OuterRef, Q
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from training.people.groups import REVIEWERS
from training.people.models import OrgUnit, Person, Posting, Role, RoleGrant
from training.people.models.grants import SEES_PEOPLE
from training.people.models.person import PersonQuerySet

EDITOR_ACCESS = ("wagtailadmin", "access_admin")
DEMO_SIGN_INS_OF_A_KIND = 2


def postings_of(people_ids: Iterable[int]) -> dict[int, Posting]:
    """Today's posting of each person who has one, with its unit, by the person's id. One query."""
    postings = (
        Posting.objects.current(timezone.localdate())
        .filter(person__in=list(people_ids))
        .select_related("unit")
        .order_by("date_from")
    )
    return {posting.person_id: posting for posting in postings}


def posting_of(person: Person) -> Posting | None:
    """Today's posting with its unit. One query."""
    return postings_of([person.pk]).get(person.pk)


def unit_of(person: Person) -> OrgUnit | None:
    """Where the person works today. One query."""
    posting = posting_of(person)
    return posting.unit if posting else None


def with_roles() -> PersonQuerySet:
    """People with four answers attached, so that the page that loads them asks nothing more.

    ``leads_people`` · ``trains`` · ``holds_role`` (any role above learner) · ``edits_content`` (the
    editor's screens are open to them).
    """
    return _with_roles(timezone.localdate()).all()


@lru_cache(maxsize=2)
def _with_roles(today: datetime.date) -> PersonQuerySet:
    """Built once a day: putting the annotations together costs more than asking for them."""
    grants = RoleGrant.objects.current(today).filter(person=OuterRef("pk"))
    app_label, codename = EDITOR_ACCESS
    access = Permission.objects.filter(content_type__app_label=app_label, codename=codename)
    return Person.objects.annotate(
        leads_people=Exists(grants.filter(role__in=SEES_PEOPLE)),
        trains=Exists(grants.filter(role=Role.TRAINER)),
        holds_role=Exists(grants),
        edits_content=Q(is_superuser=True)
        | Exists(access.filter(group__user=OuterRef("pk")))
        | Exists(access.filter(user=OuterRef("pk"))),
    )


def person_with_roles(pk: int) -> Person | None:
    """One of ``with_roles()``, as each request asks for. One query."""
    return _in_sql(timezone.localdate()).filter(pk=pk).first()


@lru_cache(maxsize=2)
def _in_sql(today: datetime.date) -> PersonQuerySet:
    """``_with_roles`` with its answers put into SQL once a day: a request saves a millisecond.

    They name the table of people, so this queryset must not become part of another.
    """
    people = _with_roles(today)
    compiler = people.query.get_compiler(connection=connection)
    compiler.pre_sql_setup()
    answers = {}
    for name, answer in people.query.annotation_select.items():
        sql, params = compiler.compile(answer)
        answers[name] = RawSQL(sql, params, BooleanField())  # noqa: S611  the ORM wrote it
    return Person.objects.annotate(**answers)


def is_privileged(person: Person) -> bool:
    """Whether the person holds a role above learner or reaches the editor's screens.

    No query when the person came with ``with_roles()``, else one.
    """
    if not hasattr(person, "holds_role"):
        person = with_roles().get(pk=person.pk)
    return person.holds_role or person.edits_content


def is_administrator(person: Person) -> bool:
    """Whether the whole organisation is in the person's charge. At most one query."""
    if not person.is_active:
        return False
    return person.is_superuser or (
        RoleGrant.objects.current(timezone.localdate())
        .filter(person=person.pk, role=Role.ADMINISTRATOR, unit__depth=1)
        .exists()
    )


@dataclass(frozen=True)
class DemoSignIn:
    """One invented person whom a visitor of the demonstration may be."""

    email: str
    name: str
    kind: str | Promise
    unit: str


def demo_sign_ins() -> list[DemoSignIn]:
    """Invented people to try, a few of each kind, learners first. Four queries."""
    people = list(
        Person.objects.active().filter(is_demo=True).prefetch_related("groups").order_by("pk")
    )
    postings = postings_of(person.pk for person in people)
    roles: dict[int, set[str]] = {}
    grants = RoleGrant.objects.current(timezone.localdate()).filter(person__is_demo=True)
    for person_id, role in grants.values_list("person", "role"):
        roles.setdefault(person_id, set()).add(role)

    of_a_kind: dict[str, list[DemoSignIn]] = {kind: [] for kind in _KINDS}
    for person in people:
        kind = _kind(person, roles.get(person.pk, set()))
        posting = postings.get(person.pk)
        of_a_kind[kind].append(
            DemoSignIn(
                email=person.email,
                name=person.short_name,
                kind=_KINDS[kind],
                unit=str(posting.unit) if posting else "",
            )
        )
    return [row for rows in of_a_kind.values() for row in rows[:DEMO_SIGN_INS_OF_A_KIND]]


_KINDS: dict[str, str | Promise] = {
    "learner": _("learner"),
    "editor": _("editor"),
    "reviewer": _("reviewer"),
    Role.TRAINER.value: Role.TRAINER.label,
    Role.MANAGER.value: Role.MANAGER.label,
    Role.HR.value: Role.HR.label,
    Role.ADMINISTRATOR.value: Role.ADMINISTRATOR.label,
}


def _kind(person: Person, roles: set[str]) -> str:
    """The furthest-reaching thing the person may do; the last in ``_KINDS`` wins."""
    if person.is_superuser:
        return Role.ADMINISTRATOR.value
    for kind in reversed(_KINDS):
        if kind in roles:
            return kind
    groups = {group.name for group in person.groups.all()}
    if REVIEWERS in groups:
        return "reviewer"
    return "editor" if groups else "learner"
