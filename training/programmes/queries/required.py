"""Which published pages are required steps, asked of the database in one query for all kinds."""

from collections.abc import Iterable
from functools import cache, reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet
from wagtail.models import Page, get_page_models

from assessments.evidence.models import Completion
from modules.models import StepPage
from training.people.models import Person


def required_steps() -> QuerySet[Page]:
    """Live pages of any kind of step that are marked as required."""
    return Page.objects.live().filter(_is_required())


def undone_steps(person: Person) -> QuerySet[Page]:
    """Required steps that ``person`` has not done in any version or language."""
    done = Completion.objects.filter(person=person, step_key=OuterRef("translation_key"))
    return required_steps().filter(~Exists(done))


def below(paths: Iterable[str]) -> Q:
    """Pages anywhere below the pages at ``paths``."""
    return reduce(or_, (Q(path__startswith=path) for path in paths), Q(pk__in=[]))


@cache
def _is_required() -> Q:
    """Each kind of step keeps the mark in a table of its own; kinds are known once apps are."""
    kinds = (model for model in get_page_models() if issubclass(model, StepPage))
    names = (model._meta.get_field("page_ptr").related_query_name() for model in kinds)
    return reduce(or_, (Q(**{f"{name}__required": True}) for name in names))
