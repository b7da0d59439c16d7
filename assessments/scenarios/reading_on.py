"""What to read after a talk, and where the module goes on."""

from assessments.scenarios.models import ScenarioPage
from modules.models import LessonPage
from modules.queries import PlainLink, StepLink, module_of, page_url, step_after


def reading(page: ScenarioPage | None) -> list[PlainLink]:
    """The lessons of the module the role-play stands in. Two queries."""
    if page is None:
        return []
    lessons = LessonPage.objects.live().child_of(module_of(page)).order_by("path")
    return [
        PlainLink(lesson.title, page_url(lesson)) for lesson in lessons.only("title", "url_path")
    ]


def following(page: ScenarioPage | None) -> StepLink | None:
    """Two queries."""
    return step_after(page) if page else None
