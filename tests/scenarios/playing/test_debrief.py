"""The debrief asks before it tells, and what is said in it stays with its owner."""

import datetime

import pytest
from wagtail.models import ReferenceIndex

from assessments.scenarios.models import Run, RunReflection, ScenarioVersion
from assessments.scenarios.services.branches import start_branch
from modules.models import Norm
from tests.factories.modules import CompetencyFactory
from tests.factories.people import PersonFactory
from tests.factories.scenarios import CANARY
from tests.factories.tree import lesson, locale
from tests.scenarios.playing.acting import BACKEND, changed_text, place, play, played, url

pytestmark = pytest.mark.django_db
RESULTS = (CANARY, "%", 'id="result"')


@pytest.fixture
def talk(page, person):
    return played(person, page, "b", "a")


def skip(client, run):
    client.post(url("before", run.pk), {"skip": "1"})
    return client.get(url("debrief", run.pk))


class TestBefore:
    def test_nothing_of_the_result_is_shown_before_the_question(self, signed_in, talk):
        response = signed_in.get(url("debrief", talk.pk))
        assert "debrief" not in response.context
        main = response.text.partition("<main")[2]
        assert [word for word in RESULTS if word in main] == []
        assert "Добре" in main  # the ending itself

    def test_the_answer_is_kept_and_the_result_comes_with_it(self, signed_in, talk):
        data = {"differently": "Спитала б першою.", "rating-FL-02": "3"}
        assert signed_in.post(url("before", talk.pk), data).url == url("debrief", talk.pk)
        kept = RunReflection.objects.get()
        assert (kept.differently, kept.ratings) == ("Спитала б першою.", {"FL-02": 3})
        response = signed_in.get(url("debrief", talk.pk))
        assert "Спитала б першою." in response.text
        assert [line.own_rating for line in response.context["debrief"].competencies] == [3]

    def test_it_may_be_skipped_and_is_not_asked_again(self, signed_in, talk):
        assert "debrief" in skip(signed_in, talk).context
        kept = RunReflection.objects.get()
        assert (kept.differently, kept.ratings) == ("", {})

    @pytest.mark.parametrize(
        "data", [{"differently": "д" * 3001}, {"differently": "Думка", "rating-FL-02": "5"}]
    )
    def test_a_fault_keeps_the_words(self, signed_in, talk, data):
        response = signed_in.post(url("before", talk.pk), data)
        assert response.status_code == 400
        assert data["differently"] in response.text
        assert not RunReflection.objects.exists()

    def test_once_the_result_was_seen_the_answer_stays(self, signed_in, talk):
        skip(signed_in, talk)
        signed_in.post(url("before", talk.pk), {"differently": "Дописано пізніше"})
        assert RunReflection.objects.get().differently == ""

    def test_a_talk_that_goes_on_is_not_asked_about(self, signed_in, person, page):
        run = played(person, page, "b")
        assert signed_in.post(url("before", run.pk), {"skip": "1"}).url == url("play", run.pk)
        assert not RunReflection.objects.exists()


class TestPrivacy:
    @pytest.mark.parametrize("name", ["debrief", "before", "next_time", "pause", "remark"])
    def test_a01_a_debrief_is_for_its_owner_alone(self, client, talk, name):
        boss = PersonFactory(superuser=True)
        client.force_login(boss, BACKEND)
        send = client.get if name in {"debrief", "pause"} else client.post
        response = send(url(name, talk.pk), {"skip": "1"} if send == client.post else {})
        assert response.status_code == 404
        assert not RunReflection.objects.exists()

    def test_the_model_has_no_way_in_but_its_owner(self, talk, person):
        RunReflection.objects.create(run=talk, differently="Моє")
        assert RunReflection.objects.of(PersonFactory()).count() == 0
        assert RunReflection.objects.of(person).count() == 1
        assert not RunReflection._meta.default_permissions
        assert "Моє" not in str(RunReflection.objects.get())
        assert not ReferenceIndex.model_is_indexable(RunReflection)


class TestNextTime:
    def test_it_is_kept_and_can_be_written_anew(self, signed_in, talk):
        skip(signed_in, talk)
        for words in ("Спитаю.", "Почекаю."):
            signed_in.post(url("next_time", talk.pk), {"next_time": words})
        assert RunReflection.objects.get().next_time == "Почекаю."
        assert "Почекаю." in signed_in.get(url("debrief", talk.pk)).text

    def test_a_fault_keeps_the_words(self, signed_in, talk):
        skip(signed_in, talk)
        response = signed_in.post(url("next_time", talk.pk), {"next_time": "н" * 3001})
        assert response.status_code == 400
        assert "н" * 3001 in response.text
        assert RunReflection.objects.get().next_time == ""


class TestTold:
    def test_competencies_have_names_and_say_when_there_is_too_little(self, signed_in, person):
        CompetencyFactory(code="FL-02", name="Слухання")
        required = {"FL-02": {"share": 60, "decisions": 2}}
        text = changed_text("T07", **{"pass": {"level": 2, "competencies": required}})
        run = played(person, place(text), "c")
        told = skip(signed_in, run).context["debrief"]
        [line] = told.competencies
        assert (line.name, line.percent, line.decisions, line.needed, line.is_enough) == (
            "Слухання",
            0,
            1,
            2,
            False,
        )
        assert {name for gate, name in told.gates if gate.competency} == {"Слухання"}

    def test_a_turning_point_tells_words_feeling_reason_and_stronger_wording(self, signed_in, talk):
        [point] = skip(signed_in, talk).context["debrief"].turning_points
        assert (point.turn.own, point.turn.reaction) == ("Відповідь b у сцені", "Реакція b")
        assert [(c.label, c.amount, c.is_growth) for c in point.changes] == [("Довіра", 2, False)]
        assert (point.feedback, point.better) == (f"{CANARY} чому b", f"{CANARY} краще b")
        assert point.reasons == ("loss", "fall")

    def test_the_source_comes_with_its_date_and_says_when_it_is_overdue(self, signed_in, person):
        checked = datetime.date(2024, 2, 1)
        Norm.objects.create(
            code="law-1", act="Закон", locale=locale(), checked=checked, next_check=checked
        )
        text = changed_text("T07")
        text["scenes"][0]["choices"][1]["basis"] = "law-1"
        told = skip(signed_in, played(person, place(text), "b", "a")).context["debrief"]
        basis = told.turning_points[0].basis
        assert (basis.text, basis.checked, basis.is_overdue) == ("Закон", checked, True)

    def test_something_went_well_even_in_a_poor_talk(self, signed_in, person, page):
        told = skip(signed_in, played(person, page, "b", "b")).context["debrief"]
        assert told.went_well.number == 1
        assert told.went_well in told.turning_points
        response = skip(signed_in, played(person, page, "c"))
        assert response.context["debrief"].went_well is None
        assert 'id="well"' in response.text

    def test_unseen_scenes_stay_hidden_until_the_second_talk(self, signed_in, person, page):
        first = played(person, page, "c")
        drawn = skip(signed_in, first).context["way"].drawing
        assert {node.box.node for node in drawn.nodes} == {"one", "bad"}
        second = played(person, page, "a", "a")
        drawn = skip(signed_in, second).context["way"].drawing
        assert {node.box.node for node in drawn.nodes} == {"one", "two", "good", "bad"}

    def test_it_names_lessons_of_the_module(self, signed_in, person, page):
        lesson(page.get_parent(), title="Слухання")
        response = skip(signed_in, played(person, page, "c"))
        assert [link.title for link in response.context["reading"]] == ["Слухання"]

    def test_it_is_told_from_its_version_whatever_is_published_since(self, signed_in, talk):
        scenario = talk.version.scenario
        scenario.graph["nodes"]["good"]["title"] = "Зовсім інше"
        scenario.save_revision().publish()
        assert ScenarioVersion.objects.count() == 2
        response = skip(signed_in, talk)
        assert response.context["debrief"].ending.title == "Добре"
        assert "Зовсім інше" not in response.text

    @pytest.mark.parametrize("branches", [1, 3])
    def test_it_costs_the_same_however_much_there_is(
        self, signed_in, person, page, branches, django_assert_num_queries
    ):
        run = played(person, page, "b", "b")
        for _branch in range(branches):
            play(start_branch(person=person, step_id=run.steps.get(index=1).pk), "a")
        skip(signed_in, run)
        with django_assert_num_queries(16):
            signed_in.get(url("debrief", run.pk))
        assert Run.objects.count() == 1 + branches
