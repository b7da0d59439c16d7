"""Drawings and checks of oneself as an editor places them and as a reader gets them."""

import json
from decimal import Decimal

import pytest
from django.utils.translation import override
from wagtail.blocks.struct_block import StructBlockValidationError

from modules.blocks import DiagramBlock, SelfCheckBlock
from modules.queries import page_url
from tests.factories.people import PersonFactory
from tests.factories.tree import lesson, module

BACKEND = "training.people.backends.PersonBackend"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 340 90"><g/></svg>'
DIAGRAM = {"title": "Сходи", "description": "Троє сходів.\n\nПандус.", "svg": SVG, "caption": ""}
CHECK = {
    "title": "Як ви",
    "intro": "Останній місяць.",
    "items": [
        {"text": "Сил бракує.", "is_reversed": False},
        {"text": "Мені байдуже.", "is_reversed": False},
        {"text": "З мене є користь.", "is_reversed": True},
    ],
    "bands": [
        {"up_to": "1.5", "title": "Тримаєтеся", "text": "Бережіть себе."},
        {"up_to": "3", "title": "Важко", "text": "Скажіть комусь."},
    ],
}


def problem_of(block, value):
    """Where clean() refuses, and in what words."""
    with override("en"):
        with pytest.raises(StructBlockValidationError) as caught:
            block.clean(block.to_python(value))
        errors = caught.value.block_errors.items()
        return {field: error.messages[0] for field, error in errors if error}


def body(*blocks):
    return json.dumps(
        [{"type": kind, "value": value, "id": f"b{n}"} for n, (kind, value) in enumerate(blocks)]
    )


@pytest.fixture
def read(client, db):
    """The lesson with these blocks, as a learner gets it."""
    client.force_login(PersonFactory(), BACKEND)

    def get(*blocks):
        return client.get(page_url(lesson(module(), body=body(*blocks)), "uk")).text

    return get


def test_an_editor_is_told_at_the_field_what_is_wrong_with_a_drawing_and_where():
    svg = SVG.replace("<g/>", "\n<script>alert(1)</script>")
    assert problem_of(DiagramBlock(), DIAGRAM | {"svg": svg}) == {
        "svg": "Line 2: <script> is not allowed in a drawing."
    }


def test_a_pasted_drawing_is_kept_clean():
    pasted = SVG.replace("<g/>", "<!-- x --><g id='a'/>").replace("viewBox", 'width="9" viewBox')
    block = DiagramBlock()
    assert block.clean(block.to_python(DIAGRAM | {"svg": pasted}))["svg"] == SVG


def test_a_draft_may_lack_its_drawing_but_not_hold_a_bad_one():
    block = DiagramBlock()
    block.defer_required_validation()
    assert block.clean(block.to_python(DIAGRAM | {"svg": ""}))["svg"] == ""
    assert "svg" in problem_of(block, DIAGRAM | {"svg": "<svg"})


def test_a_drawing_is_an_image_with_a_name_and_its_words_stand_beside_it(read):
    html = read(("diagram", DIAGRAM | {"title": "Сходи & <b>"}))
    assert f'<div class="drawing" role="img" aria-label="Сходи &amp; &lt;b&gt;">{SVG}</div>' in html
    assert "<p>Троє сходів.</p>\n\n<p>Пандус.</p>" in html
    assert "style=" not in html.partition("<main")[2]


def test_d03_a_faulty_drawing_in_the_store_is_not_shown_but_its_words_are(read):
    html = read(("diagram", DIAGRAM | {"svg": SVG.replace("<g/>", "<script>evil()</script>")}))
    assert "evil" not in html
    assert 'role="img"' not in html
    assert '<details class="accordion diagram__words" open>' in html
    assert "Троє сходів." in html


@pytest.mark.parametrize(
    ("means", "words"),
    [
        (("2", "1"), "Bands go from low to high."),
        (("3", "3"), "Bands go from low to high."),
        (("1", "2"), "The last band goes up to 3."),
    ],
)
def test_bands_of_a_self_check_leave_no_answer_without_words(means, words):
    bands = [{"up_to": mean, "title": "Назва", "text": "Текст"} for mean in means]
    assert problem_of(SelfCheckBlock(), CHECK | {"bands": bands}) == {"bands": words}


def test_a_whole_self_check_is_accepted():
    block = SelfCheckBlock()
    value = block.clean(block.to_python(CHECK))
    assert [band["up_to"] for band in value["bands"]] == [Decimal("1.5"), Decimal(3)]


def test_a_self_check_is_a_list_on_paper_and_offers_nothing_to_send(read):
    html = read(("self_check", CHECK)).partition('<section class="self-check')[2]
    check = html.partition("</section>")[0]
    assert check.count("Сил бракує.") == 2  # to tick, and on paper
    assert check.count("<fieldset") == 3
    assert check.count("data-reversed") == 1
    assert 'data-band="1.5"' in check
    assert "<form" not in check
    assert "http" not in check


def test_a_self_check_knows_each_reader_though_the_lesson_is_rendered_once(client, db):
    url = page_url(lesson(module(), body=body(("self_check", CHECK))), "uk")
    for person in (PersonFactory(), PersonFactory()):
        client.force_login(person, BACKEND)
        assert f'data-person="{person.pk}"' in client.get(url).text
