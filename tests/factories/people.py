import datetime
from typing import Any

import factory

from training.people.models import OrgUnit, Person, Post, Posting, Role, RoleGrant, UnitType

PASSWORD = "кава-на-світанку-77"
LONG_AGO = datetime.date(2024, 1, 1)


class PersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Person

    email = factory.Sequence(lambda number: f"person{number}@example.org")
    surname = factory.Sequence(lambda number: f"Коваль-{number}")
    given_name = "Олена"
    password = factory.django.Password(PASSWORD)

    class Params:
        deactivated = factory.Trait(is_active=False)
        superuser = factory.Trait(is_superuser=True)


class OrgUnitFactory(factory.django.DjangoModelFactory):
    """A unit below ``parent``, or a top one."""

    class Meta:
        model = OrgUnit

    code = factory.Sequence(lambda number: f"unit-{number}")
    type = UnitType.BUREAU
    name = factory.Sequence(lambda number: f"Бюро правничої допомоги № {number}")
    short_name = factory.Sequence(lambda number: f"Бюро № {number}")
    active_from = LONG_AGO
    parent = None

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **fields: Any) -> OrgUnit:
        parent = fields.pop("parent")
        if parent is None:
            return model_class.add_root(**fields)
        return OrgUnit.objects.get(pk=parent.pk).add_child(**fields)


class PostingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Posting

    person = factory.SubFactory(PersonFactory)
    unit = factory.SubFactory(OrgUnitFactory)
    post = Post.FRONTLINER
    date_from = LONG_AGO


class RoleGrantFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RoleGrant

    person = factory.SubFactory(PersonFactory)
    role = Role.MANAGER
    unit = factory.SubFactory(OrgUnitFactory)
    date_from = LONG_AGO
