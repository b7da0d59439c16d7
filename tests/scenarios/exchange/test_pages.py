"""“Import role-plays” in the editor: check, confirm, report; only for authors; nothing trusted."""

import html

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessments.scenarios.exchange import own_json
from assessments.scenarios.models import Scenario
from tests.factories.people import PersonFactory
from tests.factories.scenarios import scenario
from tests.factories.tree import locale
from tests.scenarios.documents import healthy
from tests.scenarios.exchange.reading import content, twee

pytestmark = pytest.mark.django_db

UPLOAD = "scenario_admin:import"
QUERIES = 11


def author(*codenames):
    person = PersonFactory()
    wanted = ("access_admin", *codenames)
    person.user_permissions.set(Permission.objects.filter(codename__in=wanted))
    return person


@pytest.fixture
def editor(client, db):
    locale()
    client.force_login(author("add_scenario", "change_scenario"))
    return client


def bring(client, data, name="story.twee", **fields):
    data = data.encode() if isinstance(data, str) else data
    file = SimpleUploadedFile(name, data)
    return client.post(reverse(UPLOAD), {"format": "auto", "file": file, **fields})


def test_the_check_shows_what_would_happen_and_stores_nothing(editor):
    response = editor.get(bring(editor, content("harlowe.twee")).url)
    page = response.content.decode()

    assert response.status_code == 200
    assert "lyst-vid-banku" in page
    assert "Кінець середній → Початок" in page
    assert "text-style" in page
    assert not Scenario.objects.exists()


def test_confirming_makes_the_draft_and_leads_to_its_storyboard(editor):
    address = bring(editor, content("harlowe.twee")).url

    page = editor.post(address).content.decode()

    made = Scenario.objects.get()
    assert made.live is False
    assert reverse("scenario_admin:storyboard", args=[made.pk]) in page
    assert editor.post(address).status_code == 410
    assert Scenario.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (content("ink.json"), 400),
        ("Просто текст", 400),
        (b"PK\x03\x04 broken", 400),
        (b"\x00\x01", 400),
        ("x" * (10 * 1024 * 1024 + 1), 413),
        ('{"schema_version": 1}', 400),
    ],
)
def test_a_refused_file_is_said_at_its_field(editor, data, status):
    response = bring(editor, data, name="a.bin")

    assert response.status_code == status
    reasons = response.context["form"].errors["file"]
    assert all(reason in html.unescape(response.content.decode()) for reason in reasons)


def test_no_file_and_a_strange_format_are_said(editor):
    assert editor.post(reverse(UPLOAD), {"format": "auto"}).status_code == 400
    assert bring(editor, content("harlowe.twee"), format="exe").status_code == 400


def test_texts_of_a_file_are_shown_as_texts(editor):
    bad = "'\"><img src=x onerror=alert(1)>"
    data = twee(f":: A\n[[Б->{bad}]] (live{'x'}: 1)[а]", title=bad)

    page = editor.get(bring(editor, data).url).content.decode()

    assert "onerror" not in page


def test_another_person_cannot_confirm_somebodys_file(editor, client):
    address = bring(editor, content("harlowe.twee")).url
    client.force_login(author("add_scenario"))

    assert client.post(address).status_code == 410
    assert not Scenario.objects.exists()


def test_only_people_who_may_add_role_plays_see_the_import(client, db):
    client.force_login(author("change_scenario"))

    # Wagtail answers a refusal in the editor with a way home
    assert client.get(reverse(UPLOAD)).status_code in (302, 403)
    assert bring(client, content("harlowe.twee")).status_code in (302, 403)


@pytest.mark.parametrize("format", ["json", "csv", "xlsx", "twee"])
def test_the_files_page_offers_every_export_as_a_post(editor, format):
    made = scenario()
    address = reverse("scenario_admin:export", args=[made.pk, format])

    assert address in editor.get(reverse("scenario_admin:files", args=[made.pk])).content.decode()
    assert editor.get(address).status_code == 405
    response = editor.post(address)
    assert response.headers["Content-Disposition"].startswith('attachment; filename="T05-')
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_the_file_a_draft_was_made_from_can_be_taken_back(editor):
    editor.post(bring(editor, content("harlowe.twee"), name='a".twee').url)
    made = Scenario.objects.get()
    source = made.sources.get()

    page = editor.get(reverse("scenario_admin:files", args=[made.pk])).content.decode()
    response = editor.post(reverse("scenario_admin:source", args=[made.pk, source.pk]))

    assert source.sha256 in page
    assert response.content == content("harlowe.twee")
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert editor.post(reverse("scenario_admin:source", args=[made.pk, 10**9])).status_code == 404


def test_files_are_for_those_who_may_change_the_role_play(client, db):
    made = scenario()
    client.force_login(author("add_scenario"))

    for name, more in (("files", []), ("export", ["json"]), ("source", [1])):
        address = reverse(f"scenario_admin:{name}", args=[made.pk, *more])
        assert client.post(address).status_code in (302, 403, 405)


def test_a_draft_with_faults_of_shape_is_exported_as_json_only(editor):
    broken = Scenario.objects.create(code="B1", title="Є", graph={"nodes": {}}, locale=locale())

    assert editor.post(reverse("scenario_admin:export", args=[broken.pk, "csv"])).status_code == 409
    assert (
        editor.post(reverse("scenario_admin:export", args=[broken.pk, "json"])).status_code == 200
    )


@pytest.mark.parametrize("count", [1, 3])
def test_the_files_page_asks_as_often_for_one_source_as_for_three(
    editor, count, django_assert_num_queries
):
    for number in range(count):
        editor.post(bring(editor, own_json.write(healthy(title=f"Проба {number}"))).url)
    made = Scenario.objects.first()
    for source in made.sources.model.objects.all():
        made.sources.add(source)
    address = reverse("scenario_admin:files", args=[made.pk])
    editor.get(address)

    with django_assert_num_queries(QUERIES):
        editor.get(address)
