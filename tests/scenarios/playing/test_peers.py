"""How colleagues chose: ten people or nothing, first talks only, rounded."""

import pytest

from assessments.scenarios.models import Run
from assessments.scenarios.peers import rounded, shares
from assessments.scenarios.services.branches import start_branch
from tests.factories.people import PersonFactory
from tests.scenarios.playing.acting import circle, place, play, played, url


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([("s", "a", 9)], {}),
        ([("s", "a", 5), ("s", "b", 4)], {}),
        ([("s", "a", 10)], {"s": {"a": 100}}),
        ([("s", "a", 4), ("s", "b", 6)], {"s": {"a": 40, "b": 60}}),
        ([("s", "a", 1), ("s", "b", 39)], {"s": {"a": 0, "b": 100}}),
        ([("s", "a", 3), ("s", "b", 8), ("t", "a", 3)], {"s": {"a": 25, "b": 75}}),
    ],
)
def test_shares_are_rounded_to_five_and_need_ten_people(counts, expected):
    assert rounded(counts) == expected


def test_one_more_person_seldom_changes_what_is_shown():
    assert rounded([("s", "a", 20), ("s", "b", 20)]) == rounded([("s", "a", 21), ("s", "b", 20)])


@pytest.mark.django_db
class TestCounted:
    def counted(self, page):
        return shares(Run.objects.first().version.structure_hash)

    def test_ten_people_are_enough(self, page):
        for number in range(10):
            played(PersonFactory(), page, "a" if number < 7 else "b", "a")
        assert self.counted(page) == {"one": {"a": 70, "b": 30}, "two": {"a": 100}}

    def test_nine_are_not_whoever_plays_again(self, page, person):
        for _number in range(8):
            played(PersonFactory(), page, "a", "a")
        for _again in range(3):
            played(person, page, "b", "b")
        assert self.counted(page) == {}

    def test_only_the_first_finished_talk_of_each_counts(self, page):
        people = [PersonFactory() for _number in range(10)]
        for one in people:
            talk = played(one, page, "a", "a")
            played(one, page, "b", "b")
            play(start_branch(person=one, step_id=talk.steps.get(index=0).pk), "b", "b")
            played(one, page, "b")  # goes on
        assert self.counted(page) == {"one": {"a": 100}, "two": {"a": 100}}

    def test_a_scene_met_twice_counts_by_its_first_reply(self):
        page = place(circle())
        for _number in range(10):
            played(PersonFactory(), page, "again", "c")
        assert self.counted(page)["one"] == {"again": 100}

    def test_another_structure_is_counted_apart(self, page):
        for number in range(10):
            if number == 5:
                page.scenario.graph["nodes"]["one"]["choices"][0]["weight"] = 2
                page.scenario.save_revision().publish()
            played(PersonFactory(), page, "a", "a")
        assert self.counted(page) == {}

    def test_another_wording_is_counted_together_and_the_debrief_says_it(
        self, signed_in, person, page
    ):
        for number in range(9):
            if number == 5:
                page.scenario.graph["nodes"]["one"]["text"] = "Добрий вечір."
                page.scenario.save_revision().publish()
            played(PersonFactory(), page, "a", "a")
        talk = played(person, page, "c")
        signed_in.post(url("before", talk.pk), {"skip": "1"})
        [decision] = signed_in.get(url("debrief", talk.pk)).context["debrief"].decisions
        assert decision.percent == 10
        assert {other.text[:11]: other.percent for other in decision.others} == {
            "Відповідь a": 90,
            "Відповідь b": 0,
        }
