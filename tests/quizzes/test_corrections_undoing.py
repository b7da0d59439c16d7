"""A correction is taken back by another one, which restores what was."""

import pytest

from assessments.quizzes.models import (
    Attempt,
)
from assessments.quizzes.models.corrections import Policy
from assessments.quizzes.services.corrections.opening import undo_case
from assessments.quizzes.services.starting import start_attempt
from assessments.quizzes.verification import faults
from tests.factories.corrections import (
    NEW,
    OLD,
    OTHER,
    applied,
    corrector,
    mend,
    opened,
    submit,
    take,
)
from tests.factories.people import PersonFactory
from tests.quizzes.corrections_world import RIGHT, results, world

pytestmark = pytest.mark.django_db


class TestUndo:
    @pytest.mark.parametrize("policy", [Policy.STRICT, Policy.FULL_MARKS, Policy.VOID])
    def test_it_restores_every_value(self, quiz_page, policy):
        for place in (OLD, NEW, OTHER):
            take(quiz_page, [place, OLD, OLD, OTHER])
        mend()
        before = world()
        case = applied(opened(policy))
        assert world() != before

        undone = applied(undo_case(case=case, by=corrector(), reason="Помилкове виправлення."))

        assert world() == before
        assert (undone.undoes, undone.policy) == (case, Policy.RESTORE)
        assert not Attempt.objects.filter(items__is_void=True).exists()
        for attempt in Attempt.objects.all():
            assert list(faults(attempt)) == []

    def test_an_undoing_can_be_undone(self, quiz_page):
        attempt = take(quiz_page, RIGHT)
        mend()
        case = applied(opened(Policy.STRICT))
        undone = applied(undo_case(case=case, by=corrector(), reason="Ні."))
        assert results(attempt) == [(100, True)]

        applied(undo_case(case=undone, by=corrector(), reason="Таки так."))

        assert results(attempt) == [(75, False)]

    def test_an_attempt_in_progress_is_graded_as_if_it_had_never_been(self, quiz_page):
        running = start_attempt(person=PersonFactory(), page=quiz_page)
        take(quiz_page, RIGHT)
        mend()
        case = applied(opened(Policy.STRICT))
        applied(undo_case(case=case, by=corrector(), reason="Ні."))

        submit(running, RIGHT)

        assert results(running) == [(100, True)]
        assert list(faults(Attempt.objects.get(pk=running.pk))) == []
