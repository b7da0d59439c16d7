"""«Це неправильно або застаріло»: from a learner to the authors and back."""

import pytest

from assessments.scenarios.exceptions import AlreadyAnswered
from assessments.scenarios.models import ScenarioRemark
from assessments.scenarios.services.remarks import MOST_OPEN, answer_remark
from tests.factories.people import PersonFactory
from tests.scenarios.playing.acting import BACKEND, changed_text, place, played, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(person, page):
    return played(person, page, "b", "a")


def say(client, talk, text="Строк змінився.", step="1"):
    return client.post(f"{url('remark', talk.pk)}?step={step}", {"text": text})


class TestSaid:
    def test_a_remark_is_about_the_scene_of_a_step_in_its_version(self, signed_in, person, talk):
        assert "Що тепер?" in signed_in.get(f"{url('remark', talk.pk)}?step=2").text
        assert say(signed_in, talk, step="2").url == url("debrief", talk.pk)
        remark = ScenarioRemark.objects.get()
        assert (remark.version, remark.node, remark.person, remark.text) == (
            talk.version,
            "two",
            person,
            "Строк змінився.",
        )

    def test_or_about_the_whole_talk(self, signed_in, talk):
        say(signed_in, talk, step="")
        assert ScenarioRemark.objects.get().node == ""

    @pytest.mark.parametrize(
        ("step", "status"), [("0", 404), ("9", 404), ("-1", 400), ("x", 400), ("1" * 30, 400)]
    )
    def test_c01_a_step_that_was_not_taken_is_refused(self, signed_in, talk, step, status):
        assert say(signed_in, talk, step=step).status_code == status
        assert not ScenarioRemark.objects.exists()

    @pytest.mark.parametrize("text", ["", "  ", "д" * 2001])
    def test_a_fault_keeps_the_words(self, signed_in, talk, text):
        response = say(signed_in, talk, text)
        assert response.status_code == 400
        assert text.strip() in response.text
        assert not ScenarioRemark.objects.exists()

    def test_c05_the_same_words_twice_are_one_remark(self, signed_in, talk):
        say(signed_in, talk)
        say(signed_in, talk)
        assert ScenarioRemark.objects.count() == 1

    def test_e09_open_remarks_have_a_limit(self, signed_in, talk):
        for number in range(MOST_OPEN):
            say(signed_in, talk, f"Зауваження {number}")
        response = say(signed_in, talk, "Ще одне")
        assert response.status_code == 400
        assert "Ще одне" in response.text
        assert ScenarioRemark.objects.count() == MOST_OPEN

    def test_not_before_the_end(self, signed_in, person, page):
        run = played(person, page, "b")
        assert signed_in.get(url("remark", run.pk)).status_code == 404
        assert say(signed_in, run).status_code == 404

    def test_the_answer_comes_back_to_the_person_who_asked_and_to_nobody_else(
        self, client, signed_in, talk
    ):
        say(signed_in, talk)
        answer_remark(
            remark_id=ScenarioRemark.objects.get().pk,
            answer="Дякуємо, виправлено.",
            answered_by=PersonFactory(),
        )
        signed_in.post(url("before", talk.pk), {"skip": "1"})
        for name in (url("debrief", talk.pk), url("remarks")):
            assert "Дякуємо, виправлено." in signed_in.get(name).text
        client.force_login(PersonFactory(), BACKEND)
        assert "виправлено" not in client.get(url("remarks")).text

    @pytest.mark.parametrize("remarks", [1, 3])
    def test_the_list_costs_the_same(self, signed_in, talk, remarks, django_assert_num_queries):
        for number in range(remarks):
            say(signed_in, talk, f"Зауваження {number}")
        signed_in.get(url("remarks"))
        with django_assert_num_queries(3):  # session, person, remarks
            signed_in.get(url("remarks"))


@pytest.mark.urls("tests.scenarios.playing.remark_urls")
class TestAnswered:
    LIST = "/cms/scenarios/remarks/"

    @pytest.fixture
    def remark(self, signed_in, talk):
        say(signed_in, talk, step="2")
        return ScenarioRemark.objects.get()

    @pytest.fixture
    def author(self, client, remark):
        person = PersonFactory(superuser=True)
        client.force_login(person, BACKEND)
        return person

    def test_authors_see_open_remarks_and_answer_once(self, client, remark, author):
        assert "Строк змінився." in client.get(self.LIST).text
        address = f"{self.LIST}{remark.pk}/"
        assert "Що тепер?" in client.get(address).text
        assert client.post(address, {"answer": "Виправлено."}).status_code == 302
        remark.refresh_from_db()
        assert (remark.answer, remark.answered_by) == ("Виправлено.", author)
        assert "Строк змінився." not in client.get(self.LIST).text
        assert "Строк змінився." in client.get(f"{self.LIST}?shown=answered").text
        response = client.post(address, {"answer": "Інше."})
        assert response.status_code == 400
        assert "Інше." in response.text
        remark.refresh_from_db()
        assert remark.answer == "Виправлено."

    def test_an_answer_needs_words(self, client, remark, author):
        assert client.post(f"{self.LIST}{remark.pk}/", {"answer": " "}).status_code == 400
        remark.refresh_from_db()
        assert remark.answered_at is None

    def test_answering_twice_is_refused(self, remark, author):
        answer_remark(remark_id=remark.pk, answer="Так.", answered_by=author)
        with pytest.raises(AlreadyAnswered):
            answer_remark(remark_id=remark.pk, answer="Ні.", answered_by=author)

    def test_the_list_of_one_role_play_holds_no_others(self, client, remark, author):
        other = place(changed_text("T07"))
        address = f"/cms/scenarios/{other.scenario_id}/remarks/"
        assert "Строк змінився." not in client.get(address).text
        own = f"/cms/scenarios/{remark.version.scenario_id}/remarks/"
        assert "Строк змінився." in client.get(own).text

    def test_who_may_not_change_role_plays_sees_none(self, client, signed_in, remark):
        for address in (self.LIST, f"{self.LIST}{remark.pk}/"):
            response = client.get(address)
            assert response.status_code in {302, 403}
            assert "Строк змінився." not in response.text
