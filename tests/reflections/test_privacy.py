"""Class V, read from the code itself: no way from anywhere to what a person says of themselves."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.db import connection
from modelsearch import index
from wagtail.snippets.models import get_snippet_models

from assessments.reflections.models import PrivateNote, SelfAnswer, SelfAssessment, Share
from modules.blocks import LessonBlock
from training.people.models import Person

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / "assessments" / "reflections"
ROOM = "assessments.reflections"
PRIVATE = (SelfAssessment, SelfAnswer, Share, PrivateNote)
# What is asked is no secret: statements, and the step that asks them.
PUBLIC_MODELS = {"AskedCompetency", "Frequency", "Moment", "SelfAssessmentPage", "Statement"}
# Invented people of the demonstration answer as anybody does, on days that have passed.
INVENTED = ROOT / "training" / "curriculum" / "demonstration" / "answers.py"
BY_NAME = re.compile(r"reflections[._](self_?assessment|self_?answer|share|private_?note)\b", re.I)
PURE = ["scoring", "suggesting", "radar"]


def strangers():
    """Python files of the product outside this app."""
    for app in apps.get_app_configs():
        folder = Path(app.path)
        if folder.is_relative_to(ROOT) and ".venv" not in folder.parts:
            for path in folder.rglob("*.py"):
                if not path.is_relative_to(HOME):
                    yield path
    yield from (ROOT / "training").glob("*.py")


def imported(path):
    """(module, name) of everything a file imports."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)


def test_a07_no_other_app_imports_what_a_person_said():
    seen, wrong = set(), []
    for path in strangers():
        for module, name in imported(path):
            full = f"{module}.{name}"
            if full != ROOM and not full.startswith(f"{ROOM}."):
                continue
            seen.add(name)
            is_public = module.startswith(f"{ROOM}.models") and name in PUBLIC_MODELS
            if not is_public and path != INVENTED:
                wrong.append(f"{path.relative_to(ROOT)}: {full}")
    assert {"Statement", "SelfAssessmentPage"} <= seen, "the search looks in the wrong place"
    assert wrong == []


def test_a07_nothing_is_reached_by_its_name_either():
    named = [
        str(path.relative_to(ROOT))
        for path in [*strangers(), *(ROOT / "templates").rglob("*.html")]
        if BY_NAME.search(path.read_text())
    ]
    assert named == []


def test_a07_only_its_own_pages_show_it():
    loading = {
        str(path.relative_to(ROOT / "templates").parent)
        for path in (ROOT / "templates").rglob("*.html")
        if "self_assessment_tags" in path.read_text()
    }
    assert loading == {"reflections"}


@pytest.mark.django_db
@pytest.mark.parametrize("model", PRIVATE)
def test_a07_there_is_no_accessor_no_screen_no_permission_no_search_and_no_export(model):
    accessors = [field for field in Person._meta.get_fields() if field.auto_created]
    assert model not in {relation.related_model for relation in accessors}
    assert model not in get_snippet_models()
    assert model.wagtail_reference_index_ignore
    assert not issubclass(model, index.Indexed)
    assert not Permission.objects.filter(content_type__model=model._meta.model_name).exists()
    assert not hasattr(model.objects, "visible_to")


@pytest.mark.django_db
def test_only_ones_own_rows_point_to_a_self_assessment():
    """No table of results, evidence or programmes can be joined to one."""
    private = {model._meta.db_table for model in PRIVATE}
    with connection.cursor() as cursor:
        pointing = {
            table
            for table in connection.introspection.table_names(cursor)
            for _column, other in connection.introspection.get_relations(cursor, table).values()
            if other in private
        }
    assert pointing == {SelfAnswer._meta.db_table, Share._meta.db_table}


def test_what_is_written_to_logs_says_neither_who_nor_what():
    person = Person(surname="Кенар", given_name="Олена", email="k@example.org")
    own = SelfAssessment(person=person, moment="before", statements=[{"text": {"uk": "слухаю"}}])
    answer = SelfAnswer(assessment=own, statement="SA-FL-01-1", score=3)
    for row in (own, answer, Share(assessment=own, competency="FL-01", recipient=person)):
        for secret in ("Кенар", "слухаю", "3)"):
            assert secret not in repr(row)


@pytest.mark.parametrize("name", PURE)
def test_what_is_counted_is_counted_without_django(name):
    for module, _name in imported(HOME / f"{name}.py"):
        assert module.split(".")[0] not in {"django", "wagtail", "modules", "training"}


# --- The well-being check of a lesson ------------------------------------------------------------


def test_the_well_being_check_has_no_table_and_no_address():
    """It is a block of a lesson: its statements are kept with the page, its answers nowhere."""
    assert "self_check" in LessonBlock().child_blocks
    tables = {model._meta.db_table for model in apps.get_models()}
    assert [table for table in tables if re.search(r"self_?check|well_?being|burn", table)] == []
    html = (ROOT / "templates/modules/blocks/self_check.html").read_text()
    assert not re.search(r"<form|action=|method=|{% url|hx-", html)


def test_the_script_of_the_well_being_check_sends_nothing():
    script = (ROOT / "modules/static/modules/self-check.js").read_text()
    ways_out = r"fetch\(|XMLHttpRequest|sendBeacon|WebSocket|EventSource|\.submit\(|import\(|cookie"
    assert not re.search(ways_out, script)
