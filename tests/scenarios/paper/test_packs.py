"""The sheets of a live role-play as files: what is in them, and who gets none."""

import pytest

from tests.factories.scenarios import CANARY
from tests.scenarios.paper.reading import opened, tags, words
from tests.scenarios.storyboard import desks

pytestmark = pytest.mark.django_db
PARTS = ("actor", "observer", "learner", "all")


def pdf(client, scenario, part):
    return client.get(desks.url("pack_pdf", scenario, part))


def behaving(scenario, behaviour):
    scenario.graph["nodes"]["one"]["behaviour"] = behaviour
    scenario.save_revision().publish()
    return scenario


def test_the_address_ends_as_the_file_does(placed):
    assert desks.url("pack_pdf", placed, "actor") == f"/cms/scenarios/{placed.pk}/pack/actor.pdf"


def test_the_observers_file_holds_the_behaviour_and_the_red_flags(client, placed):
    text = words(opened(pdf(client, behaving(placed, "Називає себе й установу"), "observer")))
    for told in ("Називає себе й установу", "Відповідь c у сцені", "Вміння FL-02"):
        assert told in text


def test_the_actors_file_holds_reactions_and_endings_and_no_explanation(client, placed):
    text = words(opened(pdf(client, placed, "actor")))
    for told in ("Добрий день.", "Реакція c", "придивляється", "A. Добре", "Дякує."):
        assert told in text
    assert CANARY not in text


def test_the_learners_file_holds_the_briefing_and_no_answer(client, placed):
    text = words(opened(pdf(client, placed, "learner")))
    assert "Ви на прийомі." in text
    for untold in (CANARY, "Відповідь a", "Реакція", "Довіра"):
        assert untold not in text


def test_the_whole_pack_is_tagged_and_each_sheet_begins_a_page(client, placed):
    reader = opened(pdf(client, placed, "all"))
    root = reader.trailer["/Root"]

    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("uk", True)
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert reader.metadata.title.endswith("Пробна розмова")
    assert {"/H1", "/H2", "/P", "/Table", "/TH", "/TD", "/L", "/LI"} <= tags(reader)
    begun = [page for page in reader.pages if "Пробна розмова" in page.extract_text()[:120]]
    assert len(begun) >= 3
    assert {tuple(round(float(side)) for side in page.mediabox[2:]) for page in reader.pages} == {
        (595, 842)
    }


def test_what_is_copied_from_a_file_is_what_was_written(client, placed):
    written = "Її її ґанок, Ґудзик, Єва, девʼять, № 7, 300 ₴, 0–9, A–Z, «так»"
    assert written in words(opened(pdf(client, behaving(placed, written), "observer")))


def test_each_page_says_which_sheet_and_which_version_it_is_of(client, placed):
    first, *others = opened(pdf(client, placed, "all")).pages
    assert others
    for page, sheet in ((first, "Сценарій для актора"), (others[-1], "Аркуш учасника")):
        text = " ".join(page.extract_text().split())
        assert f"{sheet}" in text
        assert "· Пробна розмова · T05, версія 1," in text
    assert f"1 / {len(others) + 1}" in first.extract_text()


def test_it_is_made_in_the_language_of_the_role_play(client, placed, quick):
    client.get("/en/")
    client.cookies["django_language"] = "en"
    pdf(client, placed, "observer")
    assert "Червоні прапорці" in quick[0]


def test_the_answer_is_a_file_that_no_cache_keeps(client, placed, quick):
    response = pdf(client, placed, "all")
    assert response.content == b"%PDF-"
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == 'attachment; filename="t05-all.pdf"'
    assert {"private", "no-store"} <= set(response.headers["Cache-Control"].split(", "))
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("part", PARTS)
def test_a_page_for_paper_names_no_address(client, placed, quick, part):
    pdf(client, placed, part)
    for address in ("src=", "href=", "url(", "<script", "<style", " style="):
        assert address not in quick[0]


def test_markup_in_the_words_of_an_author_is_text(client, placed):
    evil = "<img src=file:///etc/passwd> <b>гучно</b>"
    assert evil in words(opened(pdf(client, behaving(placed, evil), "observer")))


@pytest.mark.parametrize("part", PARTS)
def test_only_those_who_may_change_the_role_play_get_a_file(client, placed, quick, part):
    client.force_login(desks.author("access_admin"))
    assert pdf(client, placed, part).status_code == 403
    client.logout()
    assert pdf(client, placed, part).status_code == 302
    assert quick == []


def test_there_is_no_other_file_and_none_before_the_first_publishing(client, writer, placed, quick):
    assert pdf(client, placed, "answers").status_code == 404
    assert pdf(client, desks.draft(person=writer), "actor").status_code == 404
    assert client.post(desks.url("pack_pdf", placed, "actor")).status_code == 405
    assert quick == []


def test_a_failed_rendering_is_told_in_a_sentence(client, placed, broken):
    response = pdf(client, placed, "actor")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "60"
    assert "no document within" not in response.text


def test_both_pages_of_the_pack_lead_to_the_files(client, placed):
    listed = client.get(desks.url("packs", placed)).text
    for part in PARTS:
        address = f'href="{desks.url("pack_pdf", placed, part)}"'
        assert address in listed
        assert address in client.get(desks.url("pack_sheet", placed, part)).text
