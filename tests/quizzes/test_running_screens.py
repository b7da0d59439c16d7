"""The editor's screens around running quizzes: extensions, disputes, pass marks, titles, codes."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from assessments.quizzes.models import Dispute, PassMarkStudy, QuizExtension
from assessments.quizzes.services.starting import start_attempt
from tests.factories.corrections import corrector
from tests.factories.marking import learner_of, trainer
from tests.factories.people import OrgUnitFactory, PersonFactory
from tests.factories.quizzes import question, quiz
from tests.quizzes.bank_forms import post
from training.people.models import Person

pytestmark = pytest.mark.django_db


def url(model, action, *args):
    return reverse(model.snippet_viewset.get_url_name(action), args=args)


def with_rights(person, *codenames):
    wanted = ("access_admin", *codenames)
    person.user_permissions.set(Permission.objects.filter(codename__in=wanted))
    return Person.objects.get(pk=person.pk)


@pytest.fixture
def a_quiz(db):
    return quiz()


class TestExtensions:
    @pytest.fixture
    def unit(self):
        return OrgUnitFactory()

    @pytest.fixture
    def ours(self, client, unit):
        client.force_login(with_rights(trainer(unit), "add_quizextension"))
        return client

    def give(self, client, a_quiz, person, **fields):
        values = {"extra_minutes": "10", "extra_attempts": "0", "reason": "Вимикали світло."}
        data = {"person": person.email, "quiz_key": str(a_quiz.translation_key), **values, **fields}
        return client.post(url(QuizExtension, "add"), data)

    def test_a_trainer_extends_for_a_learner_of_the_own_unit(self, ours, a_quiz, unit):
        learner = learner_of(unit)

        response = self.give(ours, a_quiz, learner)

        assert response.status_code == 302
        extension = QuizExtension.objects.get()
        assert (extension.person, extension.extra_minutes) == (learner, 10)

    def test_nobody_elses_learner_is_found_and_what_was_typed_is_kept(self, ours, a_quiz):
        response = self.give(ours, a_quiz, learner_of(OrgUnitFactory()))

        form = response.context["form"]
        assert list(form.errors) == ["person"]
        assert form["reason"].value() == "Вимикали світло."
        assert not QuizExtension.objects.exists()

    def test_the_list_shows_those_of_the_own_learners(self, ours, a_quiz, unit):
        mine, theirs = learner_of(unit), learner_of(OrgUnitFactory())
        admin = PersonFactory(superuser=True)
        for person in (mine, theirs):
            QuizExtension.objects.create(
                person=person, quiz_key=a_quiz.translation_key, extra_minutes=5, granted_by=admin
            )

        rows = ours.get(url(QuizExtension, "list")).context["object_list"]

        assert [row.person for row in rows] == [mine]

    def test_nothing_given_is_said_in_words_alone(self, ours, a_quiz, unit):
        response = self.give(ours, a_quiz, learner_of(unit), extra_minutes="0")

        assert list(response.context["form"].errors) == ["extra_minutes"]
        assert "quizextension_gives_something" not in response.content.decode()


class TestDisputes:
    @pytest.fixture
    def dispute(self, a_quiz):
        attempt = start_attempt(person=PersonFactory(), page=a_quiz)
        item = attempt.items.first()
        return Dispute.objects.create(item=item, text="Ключ хибний")

    @pytest.fixture
    def keeper(self, client):
        person = PersonFactory(superuser=True)
        client.force_login(person)
        client.person = person
        return client

    def test_the_editor_answers_with_name_and_time(self, keeper, dispute):
        before = timezone.now()

        response = keeper.post(url(Dispute, "edit", dispute.pk), {"answer": "Дякуємо, виправимо."})

        assert response.status_code == 302
        dispute.refresh_from_db()
        assert (dispute.answer, dispute.answered_by) == ("Дякуємо, виправимо.", keeper.person)
        assert dispute.answered_at >= before

    def test_even_a_superuser_makes_and_removes_none(self, keeper, dispute):
        listed = keeper.get(url(Dispute, "list")).content.decode()
        assert url(Dispute, "add") not in listed
        assert keeper.post(url(Dispute, "add"), {"answer": "х"}).status_code == 302
        keeper.post(url(Dispute, "delete", dispute.pk))
        assert list(Dispute.objects.all()) == [dispute]


class TestPassMarks:
    @pytest.fixture
    def methodologist(self, client):
        client.force_login(with_rights(PersonFactory(), "add_passmarkstudy", "view_passmarkstudy"))
        return client

    def record(self, client, a_quiz, judgements):
        return client.post(
            url(PassMarkStudy, "add"),
            {
                "quiz_key": str(a_quiz.translation_key),
                "method": "angoff",
                "judges": "Олена\nІван",
                "judgements": judgements,
                "decided_mark": "75",
                "decided_on": "2026-11-20",
                "note": "",
            },
        )

    def test_what_is_no_number_is_said_with_its_place_and_kept(self, methodologist, a_quiz):
        response = self.record(methodologist, a_quiz, "80 70\n75 х")

        form = response.context["form"]
        assert "Рядок 2, число 2" in form.errors["judgements"][0]
        assert form["judgements"].value() == "80 70\n75 х"
        assert not PassMarkStudy.objects.exists()

    def test_the_record_shows_the_mark_beside_the_table(self, methodologist, a_quiz):
        assert self.record(methodologist, a_quiz, "80 70\n90 60").status_code == 302
        study = PassMarkStudy.objects.get()

        shown = methodologist.get(url(PassMarkStudy, "inspect", study.pk)).content.decode()

        assert "<dd>75,0</dd>" in shown
        assert "80 70<br>90 60" in shown


@pytest.mark.parametrize("name", ["question_exchange:upload", "question_exchange:exports"])
def test_pages_of_the_exchange_have_a_title(client, name):
    client.force_login(PersonFactory(superuser=True))
    response = client.get(reverse(name))
    title = response.content.decode().split("<title>")[1].split("</title>")[0]
    assert title.strip().startswith(str(response.context["page_title"]))


def test_a_code_keeps_its_capitals(client):
    client.force_login(PersonFactory(superuser=True))
    post(client, "one", code="M2-07")
    form = client.get(reverse("wagtailsnippets_quizzes_singlechoicequestion:add")).context["form"]
    for name in ("code", "siblings"):
        assert "w-slug" not in str(form[name]), name


@pytest.mark.parametrize("may", [True, False])
def test_the_way_to_a_correction_is_shown_to_those_who_may_go_it(client, may):
    asked = question(code="T-0")
    person = corrector() if may else with_rights(PersonFactory(), "change_question")
    client.force_login(person)

    page = client.get(url(type(asked), "versions", asked.pk)).content.decode()

    assert (reverse("quiz_corrections:new", args=[asked.pk]) in page) is may
