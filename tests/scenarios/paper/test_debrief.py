"""A finished talk as a file: for its owner, after the question, with what the page tells."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.scenarios.models import RunReflection
from assessments.scenarios.paper import answers
from assessments.scenarios.services.branches import start_branch
from assessments.scenarios.services.reflections import keep_before, keep_next_time
from assessments.scenarios.services.runs import leave_run
from tests.factories.people import PersonFactory
from tests.factories.scenarios import CANARY
from tests.factories.tree import lesson
from tests.scenarios.paper.reading import opened, tags, words
from tests.scenarios.playing.acting import BACKEND, play, played, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(talk):
    """A talk whose owner answered the question and wrote for the next time."""
    keep_before(run=talk, differently="Спитала б першою.", ratings={"FL-02": 3})
    keep_next_time(run=talk, next_time="Почекаю на відповідь.")
    return talk


def pdf(client, run):
    return client.get(url("debrief_pdf", run.pk))


def test_it_tells_ending_words_reasons_and_what_the_owner_wrote(client, told):
    reader = opened(pdf(client, told))
    text = words(reader)
    for fact in (
        "Добре",
        "Дякує.",
        "Відповідь b у сцені",
        "Реакція b",
        f"{CANARY} чому b",
        f"{CANARY} краще b",
        "Спитала б першою.",
        "Почекаю на відповідь.",
        "Довіра",
        "· версія 1 ·",
    ):
        assert fact in text
    assert (reader.trailer["/Root"]["/Lang"], reader.trailer["/Root"]["/MarkInfo"]["/Marked"]) == (
        "uk",
        True,
    )
    assert {"/H1", "/H2", "/H3", "/P", "/Table", "/TH", "/TD", "/L", "/LI"} <= tags(reader)


def test_it_leaves_out_what_can_only_be_done_on_the_screen(client, told, quick):
    pdf(client, told)
    for left in ("<form", "<button", "csrf", "<script", "src=", "remark"):
        assert left not in quick[0]


def test_lessons_to_read_have_full_addresses(client, page, told, quick):
    lesson(page.get_parent(), title="Слухання")
    pdf(client, told)
    addresses = [part.partition('"')[0] for part in quick[0].split('href="')[1:]]
    assert [address.startswith("http://testserver/uk/") for address in addresses] == [True]


def test_it_is_a_file_that_no_cache_keeps(client, told, quick):
    response = pdf(client, told)
    day = f"{told.finished_at:%Y-%m-%d}"
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == f'attachment; filename="t05-{day}.pdf"'
    assert response.headers["Cache-Control"] == "private, no-store"


def test_a_skipped_question_is_enough(client, talk, quick):
    keep_before(run=talk)
    assert pdf(client, talk).status_code == 200


class TestRefused:
    @pytest.fixture(autouse=True)
    def _nothing_is_rendered(self, quick):
        yield
        assert quick == []

    def test_a01_nobody_but_the_owner_gets_it(self, client, told):
        for person in (PersonFactory(), PersonFactory(superuser=True)):
            client.force_login(person, BACKEND)
            assert pdf(client, told).status_code == 404

    def test_a_stranger_is_asked_to_sign_in(self, client, told):
        client.logout()
        assert pdf(client, told).status_code == 302

    def test_the_question_comes_first(self, client, talk):
        assert pdf(client, talk).url == url("debrief", talk.pk)
        assert not RunReflection.objects.exists()

    def test_a_talk_that_goes_on_is_played(self, client, learner, page):
        run = played(learner, page, "a")
        assert pdf(client, run).url == url("play", run.pk)

    def test_a_talk_that_was_left_has_no_file(self, client, learner, told):
        branch = start_branch(person=learner, step_id=told.steps.first().pk)
        leave_run(run_id=branch.pk, person=learner)
        assert pdf(client, branch).url == url("debrief", told.pk)

    def test_another_way_is_told_on_its_page(self, client, learner, told):
        branch = play(start_branch(person=learner, step_id=told.steps.first().pk), "a", "a")
        assert pdf(client, branch).url == url("debrief", branch.pk)

    def test_it_is_only_read(self, client, told):
        assert client.post(url("debrief_pdf", told.pk)).status_code == 405


def test_a_failed_rendering_is_told_in_a_sentence(client, told, broken):
    response = pdf(client, told)
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "60"
    assert response.headers["Cache-Control"] == "private, no-store"


def test_who_waits_too_long_for_other_files_is_asked_to_come_again(client, told, monkeypatch):
    """E05: one rendering at a time in one worker."""
    monkeypatch.setattr(answers, "PATIENCE_SECONDS", 0.05)
    with answers.server._lock:
        assert pdf(client, told).status_code == 503


def test_six_files_a_minute_are_enough_for_one_person(client, page, told, quick):
    """E05: the next one is refused, and other people are not."""
    assert [pdf(client, told).status_code for _ in range(7)] == [200] * 6 + [429]
    assert pdf(client, told).headers["Retry-After"] == "60"
    assert len(quick) == 6

    other = PersonFactory()
    client.force_login(other, BACKEND)
    run = played(other, page, "b", "a")
    keep_before(run=run)
    assert pdf(client, run).status_code == 200


def test_the_page_leads_to_the_file(client, told):
    assert f'href="{url("debrief_pdf", told.pk)}"' in client.get(url("debrief", told.pk)).text


def test_each_file_costs_as_many_queries_however_long_the_talk(client, learner, page, quick):
    spent = set()
    for names in (("c",), ("b", "a")):
        run = played(learner, page, *names)
        keep_before(run=run)
        pdf(client, run)  # what is kept in memory is there from now on
        with CaptureQueriesContext(connection) as queries:
            pdf(client, run)
        spent.add(len([query for query in queries if "django_cache" not in query["sql"]]))
    assert len(spent) == 1
