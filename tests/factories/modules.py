import factory
from wagtail.models import Locale

from modules.models import Competency


class CompetencyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Competency

    locale = factory.LazyFunction(lambda: Locale.objects.get_or_create(language_code="uk")[0])
    code = factory.Sequence(lambda number: f"FL-{number + 20}")
    key = factory.Sequence(lambda number: f"competency_{number}")
    name = factory.Sequence(lambda number: f"Компетентність {number}")
