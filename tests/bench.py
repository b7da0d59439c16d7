"""Speed as ratios to a bare Django view on the same database, measured side by side in one run.

``make bench`` prints a table: what, ours and bare in ms of CPU, ratio, the promise. Bare views run
with Django's default middleware and read and write the same number of rows. Source of the promises:
docs/benchmarks.md.
"""

import datetime
import os
import statistics
import sys
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

os.environ["DEMO"] = "true"
os.environ["LOG_LEVEL"] = "ERROR"
os.environ["ALLOWED_HOSTS"] = "testserver"
os.environ["DATABASE_URL"] = "sqlite:///var/bench.sqlite3"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "training.settings")

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import Context, Engine
from django.test import Client, override_settings
from django.urls import path, reverse
from django.utils import translation
from wagtail.models import Page

from assessments.evidence.models import Completion
from assessments.quizzes.models import AnswerLog, Attempt, QuizPage
from assessments.quizzes.services.starting import start_attempt
from assessments.scenarios.models import Run, RunStep, ScenarioPage
from assessments.scenarios.offers import offer
from assessments.scenarios.services.runs import start_run
from certificates import documents, pdf, sandbox
from certificates.models import Certificate
from modules.models import LessonPage
from modules.queries import page_url, render_body
from tests.bench_quizzes import tasks
from training.people.models import Person

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "60"))
TURNS = 5
BACKEND = "training.people.backends.PersonBackend"
BARE = {
    "ROOT_URLCONF": "tests.bench",
    "MIDDLEWARE": [
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
}
BARE_PAGE = """<!doctype html><title>{{ page.title }}</title><nav>{{ user.email }}</nav>
{% for row in rows %}<a href="{{ row.url_path }}">{{ row.title }}</a>{% endfor %}
<main>{{ body|safe }}</main>{% if done %}<p>{{ done }}</p>{% endif %}"""


def bare_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows of a lesson page, read plainly and put into a plain template."""
    page = Page.objects.get(pk=pk)
    rows = list(Page.objects.filter(path__startswith=page.path[: -Page.steplen], live=True))
    done = Completion.objects.filter(person=request.user, step_key=page.translation_key).exists()
    context = {"page": page, "rows": rows, "done": done, "body": BODIES[pk], "user": request.user}
    return HttpResponse(BARE_TEMPLATE.render(Context(context)))


def bare_write(request: HttpRequest) -> HttpResponse:
    """One transaction with one insert and one update of the rows an answer touches."""
    with transaction.atomic():
        attempt = Attempt.objects.select_for_update().get(person=request.user, finished_at=None)
        AnswerLog.objects.create(
            attempt=attempt,
            client="bare",
            seq=time.time_ns(),
            question="1",
            value="x",
            received_at=attempt.started_at,
        )
        attempt.rev += 1
        attempt.save(update_fields=["rev"])
    return JsonResponse({"rev": attempt.rev})


def bare_step(request: HttpRequest) -> HttpResponse:
    """One transaction with one insert and one update of the rows a step touches."""
    with transaction.atomic():
        run = Run.objects.select_for_update().get(person=request.user, finished_at=None)
        RunStep.objects.create(
            run=run,
            index=10_000_000 + time.time_ns() % 10**9,
            node="bare",
            shown=[],
            choice="a",
            before={},
            after={},
            earned=0,
            offered=0,
            request_id=uuid.uuid4().hex,
            at=run.started_at,
        )
        Run.objects.filter(pk=run.pk).update(critical_errors=0)
    return HttpResponse(status=302, headers={"Location": "/"})


BARE_TEMPLATE = Engine().from_string(BARE_PAGE)
BODIES: dict[int, str] = {}
urlpatterns = [
    path("page/<int:pk>/", bare_page),
    path("write/", bare_write),
    path("step/", bare_step),
]


@dataclass
class Row:
    what: str
    ours: float
    bare: float
    promise: float

    @property
    def ratio(self) -> float:
        return self.ours / self.bare


def side_by_side(
    ours: Callable[[], object],
    bare: Callable[[], object],
    rounds: int = ROUNDS,
    clock: Callable[[], float] = time.process_time,
) -> tuple[float, float]:
    """Median milliseconds of both after a warm-up, in turns: what else runs here slows both."""
    samples: tuple[list[float], list[float]] = ([], [])
    for turn in range(TURNS + 1):
        for call, its, surroundings in ((ours, samples[0], {}), (bare, samples[1], BARE)):
            with override_settings(**surroundings):
                for number in range(max(rounds // TURNS, 1) + 1):
                    started = clock()
                    call()
                    if turn and number:  # the first turn, and the first call of each, warm up
                        its.append(1000 * (clock() - started))
    return statistics.median(samples[0]), statistics.median(samples[1])


def signed_in(person: Person) -> Client:
    client = Client(raise_request_exception=True)
    client.force_login(person, BACKEND)
    return client


def newcomer() -> Person:
    return Person.objects.create_user(
        f"{uuid.uuid4().hex}@example.org", None, surname="Вимір", given_name="Час"
    )


def bare_signed_in(person: Person) -> Client:
    with override_settings(**BARE):
        return signed_in(person)


def lesson(person: Person) -> Row:
    page = LessonPage.objects.live().order_by("path").first()
    with translation.override("uk"):
        url = page_url(page)
        BODIES[page.pk] = "".join(str(part.html) for part in render_body(page))
    client = signed_in(person)
    assert client.get(url).status_code == 200
    bare_client = bare_signed_in(person)
    times = side_by_side(lambda: client.get(url), lambda: bare_client.get(f"/page/{page.pk}/"))
    return Row("signed-in lesson page", *times, 2.0)


def answer(person: Person) -> Row:
    attempt = start_attempt(person=person, page=QuizPage.objects.live().get(translation_key=QUIZ))
    item = attempt.items.first()
    client = signed_in(person)
    url = reverse("quizzes:save", args=[attempt.pk])
    simple = item.version.document["kind"] in ("one", "true_false")
    value = item.options[0][0] if simple else None
    packets = iter(range(1, 10**6))

    def save() -> None:
        body = {"client": "bench", "seq": next(packets), "answers": {"1": value}}
        assert client.post(url, body, content_type="application/json").status_code == 200

    other = newcomer()
    start_attempt(person=other, page=QuizPage.objects.live().get(translation_key=QUIZ))
    bare_client = bare_signed_in(other)
    times = side_by_side(
        save, lambda: bare_client.post("/write/", {}, content_type="application/json")
    )
    return Row("one saved answer", *times, 1.5)


def quiz_flow(person: Person) -> Row:
    page = QuizPage.objects.live().get(translation_key=QUIZ)
    client = signed_in(person)

    def flow() -> None:
        Attempt.objects.open().filter(person=person).update(
            finished_at=django.utils.timezone.now(), percent=0, is_passed=False
        )
        client.post(reverse("quizzes:start", args=[page.translation_key]))
        attempt = Attempt.objects.open().get(person=person)
        client.get(reverse("quizzes:take", args=[attempt.pk]))
        url = reverse("quizzes:save", args=[attempt.pk])
        for seq in range(10):
            body = {"client": "bench", "seq": seq, "answers": {str(seq + 1): None}}
            client.post(url, body, content_type="application/json")
        body = {"key": "bench", "answers": {}}
        client.post(
            reverse("quizzes:submit", args=[attempt.pk]), body, content_type="application/json"
        )
        client.get(reverse("quizzes:result", args=[attempt.pk]))

    lesson_page = LessonPage.objects.live().order_by("path").first()
    other = newcomer()
    bare_client = bare_signed_in(other)

    def bare_flow() -> None:
        start_attempt(person=other, page=page)  # the harness's own work, as above
        for _ in range(12):
            bare_client.post("/write/", {}, content_type="application/json")
        for _ in range(2):
            bare_client.get(f"/page/{lesson_page.pk}/")

    times = side_by_side(flow, bare_flow, max(ROUNDS // 5, TURNS))
    return Row("whole quiz flow", *times, 2.2)


def scenario_step(person: Person) -> Row:
    page = ScenarioPage.objects.live().order_by("path").first()
    client = signed_in(person)

    def step() -> None:
        run = start_run(person=person, page=page)
        url = reverse("scenarios:play", args=[run.pk])
        token = next(iter(offer(run)))
        data = {"index": run.index, "choice": token, "request_id": uuid.uuid4().hex}
        client.post(url, data)
        client.get(url)

    lesson_page = LessonPage.objects.live().order_by("path").first()
    other = newcomer()
    bare_client = bare_signed_in(other)

    def bare() -> None:
        next(iter(offer(start_run(person=other, page=page))))  # the harness's own work
        bare_client.post("/step/", {})
        bare_client.get(f"/page/{lesson_page.pk}/")

    return Row("a scenario step and the page after it", *side_by_side(step, bare), 1.5)


def certificate() -> Row:
    """Wall time: ours renders in a process forked for the document, bare in this process."""
    today = datetime.date(2026, 3, 2)
    facts = Certificate(
        number="FL-0000-0000-0000-0",
        token="t" * 16,
        holder_name="Вʼюник Марʼяна Остапівна",
        certificate_title="Сертифікат",
        programme_title="Адаптація фронтлайнера",
        hours=3,
        outcomes=["слухати"] * 5,
        competencies=[],
        period_from=today,
        period_to=today,
        issued_on=today,
        valid_until=today,
        issuer_name="Центр",
        language="uk",
    )
    html, assets = documents.page(facts), {"qr.png": documents.qr_code(facts)}
    rounds = max(ROUNDS // 3, 5)
    times = side_by_side(
        lambda: sandbox.server.render(html, assets),
        lambda: pdf.render(html, assets),
        rounds,
        time.perf_counter,
    )
    sandbox.server.close()
    return Row("a certificate (wall time)", *times, 1.2)


QUIZ: uuid.UUID


def main() -> int:
    global QUIZ
    Path(settings.DATABASES["default"]["NAME"]).unlink(missing_ok=True)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_curriculum", verbosity=0)
    QUIZ = QuizPage.objects.live().order_by("path").first().translation_key
    rows = [measure(newcomer()) for measure in (lesson, answer, quiz_flow, scenario_step)]
    rows.append(certificate())
    sys.stdout.write(f"{'what':<40}{'ours ms':>9}{'bare ms':>9}{'ratio':>7}{'promise':>9}\n")
    for row in rows:
        mark = "" if row.ratio <= row.promise else "  over"
        sys.stdout.write(
            f"{row.what:<40}{row.ours:>9.2f}{row.bare:>9.2f}{row.ratio:>7.2f}{row.promise:>9.1f}{mark}\n"
        )
    sys.stdout.write(f"\n{'what':<46}{'seconds':>9}{'promise':>9}\n")
    for task in tasks(newcomer()):
        mark = "" if task.seconds <= task.promise else "  over"
        sys.stdout.write(f"{task.what:<46}{task.seconds:>9.2f}{task.promise:>9.1f}{mark}\n")
    connection.close()
    return 0


if __name__ == "__main__":
    sys.modules["tests.bench"] = sys.modules["__main__"]
    sys.exit(main())
