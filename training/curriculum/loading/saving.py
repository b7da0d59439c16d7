"""Saving an object the way the editor would: a revision of it, published."""

from typing import Any

from django.db import models
from wagtail.models import DraftStateMixin, Locale, ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

LANGUAGES = ("uk", "en")


def locale_of(language: str) -> Locale:
    """The locale of ``language``, made when the site has none."""
    return Locale.objects.get_or_create(language_code=language)[0]


def find_by_code(model: type[Any], code: str, language: str) -> Any:
    """The row of ``code`` in ``language``, whoever made it."""
    return model._default_manager.filter(code=code, locale__language_code=language).first()


def publish(instance: Any) -> Any:
    """Save ``instance``, keep it as a revision and publish that where it has drafts.

    Saved first, so that its children have keys that the revision knows. What it refers to is
    noted once, at the end, instead of at each of the savings.
    """
    is_new = instance.pk is None
    has_drafts = isinstance(instance, DraftStateMixin)
    if is_new and has_drafts:
        instance.live = False
    instance.full_clean()
    with disable_reference_index_auto_update():
        instance.save()
        revision = instance.save_revision(clean=False)
        if has_drafts:
            revision.publish()
            instance.refresh_from_db()
    if ReferenceIndex.is_indexed(type(instance)):
        ReferenceIndex.create_or_update_for_object(instance)
    return instance


def assign(instance: models.Model, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(instance, name, value)


def replace_children(parent: Any, relation: str, key: str, children: list[Any]) -> None:
    """Make ``children`` the whole of a child relation, in this order.

    Those whose ``key`` was there before keep their primary key.
    """
    before = {getattr(child, key): child.pk for child in getattr(parent, relation).all()}
    for order, child in enumerate(children):
        child.pk = before.get(getattr(child, key))
        if hasattr(child, "sort_order"):
            child.sort_order = order
    setattr(parent, relation, children)
