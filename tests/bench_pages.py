"""Pages and answers beside a bare Django site: processor time of whole requests."""

import uuid

from django.urls import reverse
from django.utils import timezone, translation

from assessments.quizzes.models import Attempt, QuizPage
from assessments.quizzes.services.starting import start_attempt
from assessments.scenarios.models import ScenarioPage
from assessments.scenarios.offers import offer
from assessments.scenarios.services.runs import start_run
from modules.models import LessonPage
from modules.queries import page_url, render_body
from tests import bench_bare
from tests.bench_bare import sides
from tests.bench_rows import ROUNDS, Ratio, in_turns

JSON = "application/json"
SAVES = 10


def lesson() -> Ratio:
    both, page = sides(), first_lesson()
    with translation.override("uk"):
        url = page_url(page)
    return Ratio(
        "signed-in lesson page",
        *in_turns(lambda: read(both.client, url), lambda: read(both.bare, bare_url(page))),
        2.0,
    )


def answer() -> Ratio:
    both, page = sides(), quiz_page()
    attempt = start_attempt(person=both.person, page=page)
    start_attempt(person=both.other, page=page)
    url = reverse("quizzes:save", args=[attempt.pk])
    value, packets = an_answer(attempt), iter(range(1, 10**6))

    def save() -> None:
        body = {"client": "bench", "seq": next(packets), "answers": {"1": value}}
        assert both.client.post(url, body, content_type=JSON).status_code == 200

    return Ratio("one saved answer", *in_turns(save, lambda: write(both.bare)), 1.5)


def quiz_flow() -> Ratio:
    both, page = sides(), quiz_page()
    plain_page = bare_url(first_lesson())

    def flow() -> None:
        put_away(both.person)
        client = both.client
        assert client.post(reverse("quizzes:start", args=[page.translation_key])).status_code == 302
        attempt = Attempt.objects.open().get(person=both.person)
        read(client, reverse("quizzes:take", args=[attempt.pk]))
        url = reverse("quizzes:save", args=[attempt.pk])
        for seq in range(SAVES):
            body = {"client": "bench", "seq": seq, "answers": {str(seq + 1): None}}
            assert client.post(url, body, content_type=JSON).status_code == 200
        body = {"key": "bench", "answers": {}}
        url = reverse("quizzes:submit", args=[attempt.pk])
        assert client.post(url, body, content_type=JSON).status_code == 200
        read(client, reverse("quizzes:result", args=[attempt.pk]))

    def bare() -> None:
        """Transactions: start, saves, submit. Pages: questions, result."""
        put_away(both.person)  # the harness's own work, as above
        Attempt.objects.open().get(person=both.other)
        for _ in range(SAVES + 2):
            write(both.bare)
        for _ in range(2):
            read(both.bare, plain_page)

    start_attempt(person=both.other, page=page)
    return Ratio("whole quiz flow", *in_turns(flow, bare, max(ROUNDS // 3, 5)), 2.2)


def scenario_step() -> Ratio:
    both = sides()
    page = ScenarioPage.objects.live().order_by("path").first()
    plain_page = bare_url(first_lesson())

    def step() -> None:
        run = start_run(person=both.person, page=page)
        url = reverse("scenarios:play", args=[run.pk])
        data = {
            "index": run.index,
            "choice": next(iter(offer(run))),
            "request_id": uuid.uuid4().hex,
        }
        assert both.client.post(url, data).status_code == 302
        assert both.client.get(url).status_code in {200, 302}  # after an ending, to the debrief

    def bare() -> None:
        next(iter(offer(start_run(person=both.other, page=page))))  # the harness's own work
        assert both.bare.post("/step/", {}).status_code == 302
        read(both.bare, plain_page)

    return Ratio("a scenario step and the page after it", *in_turns(step, bare), 1.5)


def rows() -> list[Ratio]:
    return [measure() for measure in (lesson, answer, quiz_flow, scenario_step)]


def read(client: object, url: str) -> None:
    assert client.get(url).status_code == 200


def write(client: object) -> None:
    assert client.post("/write/", {}, content_type=JSON).status_code == 200


def first_lesson() -> LessonPage:
    return LessonPage.objects.live().order_by("path").first()


def bare_url(page: LessonPage) -> str:
    """The bare page shows the same body, rendered before."""
    with translation.override("uk"):
        bench_bare.BODIES[page.pk] = "".join(str(part.html) for part in render_body(page))
    return f"/page/{page.pk}/"


def quiz_page() -> QuizPage:
    return QuizPage.objects.live().order_by("path").first()


def an_answer(attempt: Attempt) -> str | None:
    item = attempt.items.first()
    is_simple = item.version.document["kind"] in {"one", "true_false"}
    return item.options[0][0] if is_simple else None


def put_away(person: object) -> None:
    Attempt.objects.open().filter(person=person).update(
        finished_at=timezone.now(), percent=0, is_passed=False
    )
