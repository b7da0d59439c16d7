"""Pictures of questions: kept by their content, served to people who have signed in."""

import io

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from assessments.quizzes import pictures
from assessments.quizzes.models import QuestionFile, QuestionNotReady
from assessments.quizzes.pictures import NotAPicture, picture_type, safe_name
from assessments.quizzes.services.files import store_file
from tests.factories.documents import document
from tests.factories.people import PersonFactory
from tests.factories.quizzes import bank, draft, question

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def picture(kind="PNG", size=(2, 2), colour=0):
    content = io.BytesIO()
    Image.new("P" if kind == "GIF" else "RGB", size, colour).save(content, kind)
    return content.getvalue()


@pytest.mark.parametrize(
    ("kind", "content_type"),
    [
        ("PNG", "image/png"),
        ("JPEG", "image/jpeg"),
        ("GIF", "image/gif"),
        ("WEBP", "image/webp"),
    ],
)
def test_the_bytes_say_what_a_picture_is(kind, content_type):
    assert picture_type(picture(kind)) == content_type


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (SVG, "unreadable"),
        (b"<html><script>alert(1)</script>", "unreadable"),
        (b"%PDF-1.7", "unreadable"),
        (picture()[:20], "unreadable"),
        (picture("BMP"), "unreadable"),
        (picture("TIFF"), "unreadable"),
        (b"\x89PNG" + b"0" * 5 * 1024 * 1024, "too_large"),
    ],
)
def test_what_is_no_picture_is_refused(content, reason):
    with pytest.raises(NotAPicture) as refusal:
        picture_type(content)
    assert refusal.value.reason == reason


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(pictures, "MOST_PIXELS", 100)
    with pytest.raises(NotAPicture) as refusal:
        picture_type(picture(size=(11, 10)))
    assert refusal.value.reason == "too_many_pixels"


def test_a_bomb_is_refused():
    huge = picture(size=(1, 1))
    huge = huge.replace(huge[16:24], (60_000).to_bytes(4, "big") + (60_000).to_bytes(4, "big"), 1)
    with pytest.raises(NotAPicture):
        picture_type(huge)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("план міста.PNG", "план-міста.png"),
        ("../../etc/passwd", "passwd.png"),
        ("a.svg", "a.png"),
        ("a.png.html", "a.png.png"),
        ("C:\\files\\b.png", "b.png"),
        ("", "picture.png"),
        ('x".png', "x.png"),
    ],
)
def test_a_name_is_made_safe(name, safe):
    assert safe_name(name, "image/png") == safe


@pytest.mark.django_db
def test_the_same_bytes_are_kept_once_and_another_picture_gets_a_number():
    first = store_file(bank=bank(), name="план.png", content=picture())
    assert store_file(bank=bank(), name="план.png", content=picture()) == first
    other = store_file(bank=bank(), name="план.png", content=picture(colour=9))
    elsewhere = store_file(bank=bank("U"), name="план.png", content=picture())
    assert [file.name for file in (first, other, elsewhere)] == [
        "план.png",
        "план-2.png",
        "план.png",
    ]
    assert first.reference == "@@FILE@@/план.png"
    assert elsewhere.stored == first.stored
    assert storages["private"].open(first.stored).read() == picture()


@pytest.mark.django_db
def test_a_picture_is_served_to_people_who_have_signed_in(client):
    kept = store_file(bank=bank(), name="план.png", content=picture())
    address = f"/questions/files/{kept.sha256}/план.png"
    client.force_login(PersonFactory())
    response = client.get(address)
    assert response.status_code == 200
    assert b"".join(response.streaming_content) == picture()
    assert response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("inline; filename*=utf-8''")
    assert response["Cache-Control"] == "private, max-age=86400, immutable"
    assert client.post(address).status_code == 405


@pytest.mark.django_db
def test_a_stranger_and_a_wrong_address_get_404(client):
    kept = store_file(bank=bank(), name="a.png", content=picture())
    assert client.get(f"/questions/files/{kept.sha256}/a.png").status_code == 404
    client.force_login(PersonFactory())
    assert client.get(f"/questions/files/{'0' * 64}/a.png").status_code == 404
    assert client.get("/questions/files/x/a.png").status_code == 404


@pytest.mark.django_db
def test_what_is_no_raster_picture_is_never_served(client):
    kept = store_file(bank=bank(), name="a.png", content=picture())
    QuestionFile.objects.filter(pk=kept.pk).update(content_type="image/svg+xml")
    client.force_login(PersonFactory())
    assert client.get(f"/questions/files/{kept.sha256}/a.svg").status_code == 404


@pytest.mark.django_db
def test_a_header_cannot_be_split_by_a_name(client):
    kept = store_file(bank=bank(), name="a.png", content=picture())
    client.force_login(PersonFactory())
    response = client.get(f"/questions/files/{kept.sha256}/a%22%0d%0aX-Evil: 1.png")
    assert response.status_code == 200
    assert "X-Evil" not in response.headers


@pytest.mark.django_db
def test_a_published_question_names_its_pictures():
    kept = store_file(bank=bank(), name="план.png", content=picture())
    shown = document(
        "one", format="html", prompt='Де вхід? <img src="@@FILE@@/план.png" alt="План">'
    )
    published = question("one", document=shown).versions.get().document
    assert published["files"] == [{"name": "план.png", "sha256": kept.sha256}]


@pytest.mark.django_db
def test_a_question_with_a_picture_that_is_not_there_is_not_published():
    shown = document("one", format="html", prompt='<img src="@@FILE@@/ghost.png"> Де вхід?')
    asked = draft("one", document=shown)
    asked.save()
    with pytest.raises(QuestionNotReady) as refusal:
        asked.save_revision().publish()
    assert [fault.params for fault in refusal.value.faults] == [{"name": "ghost.png"}]
    assert not asked.versions.exists()


def upload(client, name, content):
    address = reverse("wagtailsnippets_quizzes_questionfile:add")
    sent = SimpleUploadedFile(name, content, content_type="image/png")
    return client.post(address, {"bank": bank().pk, "picture": sent})


@pytest.mark.django_db
def test_an_editor_adds_a_picture_and_nobody_changes_it(client):
    client.force_login(PersonFactory(is_superuser=True))
    assert upload(client, "план міста.png", picture()).status_code == 302
    kept = QuestionFile.objects.get()
    assert kept.name == "план-міста.png"
    listing = client.get(reverse("wagtailsnippets_quizzes_questionfile:list")).content.decode()
    assert "@@FILE@@/план-міста.png" in listing
    for action in ("edit", "delete"):
        address = reverse(f"wagtailsnippets_quizzes_questionfile:{action}", args=[kept.pk])
        assert client.post(address).status_code == 302
        assert client.get(address).status_code == 302
    assert QuestionFile.objects.count() == 1


@pytest.mark.django_db
def test_an_upload_that_is_no_picture_is_refused_in_words(client):
    client.force_login(PersonFactory(is_superuser=True))
    response = upload(client, "a.png", SVG)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["picture"]
    assert not QuestionFile.objects.exists()
