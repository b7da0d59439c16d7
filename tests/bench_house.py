"""The house itself: starting, checking, migrating beside a fresh Wagtail project; a large team."""

import os
import resource
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.evidence.models import CompetencyLevel
from modules.models import Competency
from tests.bench_bare import OUR_BACKEND, newcomer
from tests.bench_rows import Ratio, in_turns
from tests.factories.people import OrgUnitFactory, RoleGrantFactory
from training.people.models import Person, Post, Posting
from training.programmes.models import Enrolment, Programme

ROOT = Path(__file__).resolve().parent.parent
WAGTAIL = ["-c", "from wagtail.bin.wagtail import main; main()"]
FRESH_SETTINGS = "fresh.settings.dev"
START = [
    "-c",
    "from django.core.wsgi import get_wsgi_application as start; start();"
    "from django.urls import get_resolver; get_resolver().url_patterns",
]
TIMES = 2
LARGE, SMALL = 10_000, 100


def rows() -> list[Ratio]:
    return [*beside_a_fresh_project(), team()]


def beside_a_fresh_project() -> list[Ratio]:
    """Processor time of whole processes, the least of a few, in turns."""
    with tempfile.TemporaryDirectory() as place:
        fresh = Path(place) / "fresh"
        fresh.mkdir()
        _run([*WAGTAIL, "start", "fresh", str(fresh)], fresh, os.environ)
        database = Path(place) / "ours.sqlite3"
        ours = Project(ROOT, {"DATABASE_URL": f"sqlite:///{database}"}, database)
        bare = Project(fresh, {"DJANGO_SETTINGS_MODULE": FRESH_SETTINGS}, fresh / "db.sqlite3")
        return [
            _beside("start of a web worker", ours, bare, START),
            _beside("check", ours, bare, ["manage.py", "check"]),
            _beside("migrate", ours, bare, ["manage.py", "migrate", "-v", "0"]),
        ]


@dataclass(frozen=True)
class Project:
    folder: Path
    variables: dict[str, str]
    database: Path

    def processor(self, arguments: list[str]) -> float:
        """Milliseconds of processor time of one process, on an empty database."""
        self.database.unlink(missing_ok=True)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        _run(arguments, self.folder, {**os.environ, **self.variables})
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def _beside(what: str, ours: Project, bare: Project, arguments: list[str]) -> Ratio:
    took = [(ours.processor(arguments), bare.processor(arguments)) for _ in range(TIMES)]
    return Ratio(
        f"{what}, beside a fresh Wagtail project",
        min(turn[0] for turn in took),
        min(turn[1] for turn in took),
        1.4,
    )


def _run(arguments: list[str], folder: Path, env: Mapping[str, str]) -> None:
    command = [sys.executable, *arguments]
    subprocess.run(command, cwd=folder, env=env, check=True, capture_output=True)  # noqa: S603  our own command


def team() -> Ratio:
    large, small = _manager(LARGE), _manager(SMALL)
    url = reverse("dashboards:team")

    def read(client: Client) -> None:
        assert client.get(url).status_code == 200

    took = in_turns(lambda: read(large), lambda: read(small), 20)
    return Ratio(f"a team of {LARGE:,}, beside one of {SMALL}", *took, 1.5)


def _manager(people: int) -> Client:
    """Leads ``people`` with a post, an enrolment and a level in every competency."""
    unit, tag, today = OrgUnitFactory(), uuid.uuid4().hex[:6], timezone.localdate()
    led = Person.objects.bulk_create(
        Person(email=f"{tag}-{number}@example.org", surname=f"Вимір-{number}", given_name="Час")
        for number in range(people)
    )
    Posting.objects.bulk_create(
        Posting(person=person, unit=unit, post=Post.FRONTLINER, date_from=today) for person in led
    )
    competencies = Competency.objects.canonical()
    CompetencyLevel.objects.bulk_create(
        (
            CompetencyLevel(
                person=person,
                competency=competency,
                level=person.pk % 5,
                rule_version=1,
                computed_on=today,
            )
            for person in led
            for competency in competencies
        ),
        batch_size=5000,
    )
    programme = Programme.objects.filter(is_active=True).first()
    Enrolment.objects.bulk_create(
        Enrolment(person=person, programme=programme, started_on=today, due_on=today)
        for person in led
    )
    manager = newcomer()
    RoleGrantFactory(person=manager, unit=unit)
    client = Client()
    client.force_login(manager, OUR_BACKEND)
    return client
