"""What may leave the server: nothing that tells the answer before the review opens."""

from dataclasses import asdict

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from assessments.quizzes.kinds import KINDS, kind_of
from assessments.quizzes.showing import shown
from assessments.quizzes.wording import Html, has_blocks, without_markup, words
from tests.quizzes.documents import document, every_document, pinned

EVERY = pytest.mark.parametrize("kind", KINDS)
CANARY = "канарка"
NUMBER = "97531"

# Whatever is not named here must not be seen while a question is asked.
SEEN = {"prompt", "text", "labels", "anchors", "scale", "kind", "least_words", "most_words"}
TEXTS_OF_THE_KEY = {"answers", "rubric"}
PUBLIC_IDS = {"true", "false"}


def with_canaries(published):
    """Every hidden text holds the canary, every hidden number is one, ids are marked."""

    def hidden(value, key=""):
        if isinstance(value, dict):
            in_key = key in TEXTS_OF_THE_KEY
            return {
                name: hidden(inner, f"{name}!" if in_key and name == "text" else name)
                for name, inner in value.items()
            }
        if isinstance(value, list):
            return [hidden(inner, key) for inner in value]
        if key in SEEN or key in ("type", "unit", "format", "schema_version", "tolerance_kind"):
            return value
        if isinstance(value, bool) or value in ("best", "worst", ""):
            return value
        if isinstance(value, str) and not value.replace(".", "").isdigit():
            return (
                f"{value} {CANARY}" if key not in ("id", "match", "marking", "direction") else value
            )
        return NUMBER if isinstance(value, str) else int(NUMBER)

    return hidden(published)


def asked(published, **options):
    return shown(published, pinned(published), None, language="uk", **options)


def rendered(question, mode):
    context = {"question": question, "field": "q1", "uid": "q1", "mode": mode, "heading": "h1"}
    return render_to_string(question.template, context)


def ids_of(value):
    if isinstance(value, dict):
        yield from [value["id"]] if "id" in value else []
        for inner in value.values():
            yield from ids_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from ids_of(inner)


@EVERY
def test_b01_nothing_that_tells_the_answer_leaves_before_the_review(kind):
    published = with_canaries(document(kind))
    assert CANARY in str(published) or NUMBER in str(published)
    question = asked(published)
    for output in (str(asdict(question)), rendered(question, "ask")):
        assert CANARY not in output
        assert NUMBER not in output
        for one in set(ids_of(published)) - PUBLIC_IDS:
            assert one not in output
    assert question.share is None
    for part in [*question.options, *question.gaps]:
        assert (part.is_right, part.key, part.percent, part.given) == (None, "", None, "")
        assert part.feedback == ""


@EVERY
def test_b01_nor_when_an_answer_was_given(kind):
    """Right or wrong, what is shown is the same but for the answer itself."""
    published = document(kind)
    options = pinned(published)
    right = kind_of(published).right_value(published, options) or "Слова."
    question = shown(published, options, right, language="uk")
    assert not question.is_revealed
    assert "option--" not in rendered(question, "ask")
    assert "Пояснення" not in rendered(question, "ask")


@EVERY
@pytest.mark.parametrize("is_answered", [True, False])
def test_a_review_shows_the_answer_the_key_and_why(kind, is_answered):
    published = document(kind)
    options = pinned(published)
    right = kind_of(published).right_value(published, options) or "Мої слова."
    question = shown(published, options, right if is_answered else None, language="uk", reveal=True)
    html = rendered(question, "review")
    assert question.is_revealed
    assert question.explanation == published["explanation"]
    assert question.norm == published["norm"]
    assert question.share == (is_answered and kind != "long")
    if kind == "long":
        assert published["sample"] in html
        assert published["marking_notes"] not in html
        assert ("Мої слова." in html) is is_answered
        return
    told = [part.feedback for part in [*question.options, *question.gaps]] + [question.feedback]
    assert any(told) is (is_answered or bool(question.options))
    for feedback in filter(None, told):
        assert feedback in html
    wrong = "option--wrong" in html
    assert not (wrong and is_answered)


def test_a_review_says_how_much_a_part_earned():
    published = document("gap_select")
    options = pinned(published)
    tokens = {one: token for token, one in options}
    value = {tokens["id-g1"]: tokens["id-x2"], tokens["id-g2"]: tokens["id-y2"]}
    first, second = shown(published, options, value, language="uk", reveal=True).gaps
    assert (first.is_right, first.percent, first.given, first.key) == (False, 0, "суду", "центру")
    assert (second.is_right, second.percent, second.given) == (False, 50, "п'яти")


def test_items_are_reviewed_in_the_right_order_and_asked_in_the_pinned_one():
    published = document("order")
    options = pinned(published)
    in_order = [option["text"] for option in published["options"]]
    texts = {option["id"]: option["text"] for option in published["options"]}
    assert [option.text for option in asked(published).options] == [
        texts[one] for _, one in options
    ]
    assert [option.text for option in asked(published, reveal=True).options] == in_order


def test_accepted_answers_read_as_people_write_them():
    short = asked(document("short"), reveal=True).accepted
    assert [(one.text, one.percent) for one in short] == [
        ("конфіденційність", 100),
        ("…таємниц…", 50),
    ]
    (number,) = asked(document("number"), reveal=True).accepted
    assert number.text == "30 ± 0,5\u00a0днів"


def test_a_unit_is_named_only_where_it_may_be_left_out():
    assert asked(document("number")).base_unit == "днів"
    assert asked(document("number", unit="required")).base_unit == ""
    assert asked(document("number", unit="none")).base_unit == ""


def test_the_gaps_of_a_text_stand_where_they_belong():
    question = asked(document("gap_text", text="[[id-g3]] і [[чужий]] та [[id-g1]]!"))
    assert [piece.gap.number if piece.gap else piece.text for piece in question.pieces] == [
        1, " і ", " та ", 2, "!",
    ]  # fmt: skip
    assert [gap.type for gap in question.gaps] == ["select", "text"]


def test_documents_of_the_first_release_are_shown():
    old = {
        "schema_version": 1, "kind": "one", "code": "A", "prompt": "Питання",
        "options": [{"id": "a", "text": "Так", "right": True, "feedback": "Бо так."}],
        "explanation": "", "competency": "", "indicator": "", "difficulty": 1, "norm": "",
        "source": "",
    }  # fmt: skip
    question = shown(old, [["T", "a"]], "T", language="uk", reveal=True)
    assert (question.options[0].is_right, question.options[0].picked) == (True, "chosen")
    assert "Бо так." in rendered(question, "review")


class TestLanguage:
    def test_a_question_in_another_language_than_the_page_says_so(self):
        with translation.override("en"):
            html = rendered(asked(document("matching")), "ask")
        assert 'lang="uk"' in html

    def test_in_the_language_of_the_page_nothing_is_said(self):
        for published in every_document().values():
            assert "lang=" not in rendered(asked(published), "ask")

    def test_true_and_false_are_said_in_the_readers_language(self):
        with translation.override("en"):
            html = rendered(asked(document("true_false")), "ask")
        assert ">True<" in html
        assert 'lang="uk">True' not in html


class TestMarkup:
    FILE = {"name": "план евакуації.png", "sha256": "ab12"}

    def html(self, text, **changes):
        return words({"format": "html", "files": [self.FILE], **changes}, text)

    @pytest.mark.parametrize(
        "name",
        [
            "план евакуації.png",
            "%D0%BF%D0%BB%D0%B0%D0%BD%20"
            + "%D0%B5%D0%B2%D0%B0%D0%BA%D1%83%D0%B0%D1%86%D1%96%D1%97.png",
        ],
    )
    def test_pictures_get_their_addresses(self, name):
        shown_text = self.html(f'<img alt="План" src="@@FILE@@/{name}">')
        assert 'src="/questions/files/ab12/%D0%BF' in shown_text
        assert "@@FILE@@" not in shown_text

    def test_a_file_that_is_not_there_leaves_no_marker(self):
        assert self.html('<img src="@@FILE@@/інше.png">') == '<img src="">'

    def test_plain_text_is_escaped_and_keeps_its_lines(self):
        html = rendered(asked(document("one", prompt="<b>1</b>\n2")), "ask")
        assert "&lt;b&gt;1&lt;/b&gt;<br>2" in html

    def test_cleaned_markup_stands_as_it_is(self):
        published = document("one", format="html", prompt="<p>Що <em>спершу</em>?</p>")
        published["options"][0]["text"] = "<p>Дам <strong>час</strong></p>"
        html = rendered(asked(published), "ask")
        assert '<h1 class="prompt" tabindex="-1">Що <em>спершу</em>?</h1>' in html
        assert '<span class="option__body">Дам <strong>час</strong></span>' in html

    def test_paragraphs_are_no_part_of_a_legend(self):
        published = document(
            "one", format="html", prompt="<p>Раз &amp; два</p><ul><li>три</li></ul>"
        )
        html = rendered(asked(published), "ask")
        legend, rest = html.split("</legend>")
        assert "Раз &amp; два три" in legend
        assert "<p>" not in legend
        assert "<ul><li>три</li></ul>" in rest

    def test_a_title_is_one_line_without_markup(self):
        assert without_markup(Html("<p>Раз&nbsp;два</p>\n<p>три <img alt='план'></p>")) == (
            "Раз два три план"
        )
        assert without_markup("а < б\nв") == "а < б в"
        assert asked(document("one", prompt="Раз\nдва")).title == "Раз два"

    def test_select_boxes_hold_plain_words(self):
        published = document("matching", format="html")
        published["choices"][0]["text"] = "<p>Поліція, <b>102</b></p>"
        html = rendered(asked(published), "ask")
        assert ">Поліція, 102</option>" in html

    def test_only_phrasing_content_may_be_a_heading(self):
        assert not has_blocks(Html("а <em>б</em><br>в"))
        assert has_blocks(Html("<table></table>"))
        assert not has_blocks("<table></table>")


@pytest.mark.parametrize(("direction", "word"), [("horizontal", "Later"), ("vertical", "Down")])
def test_items_in_a_line_move_earlier_and_later_others_up_and_down(direction, word):
    published = document("order", direction=direction)
    question = shown(published, pinned(published), None)

    with translation.override("en"):
        page = render_to_string(
            "quizzes/questions/order.html", {"question": question, "field": "q1", "mode": "ask"}
        )

    assert ("places--in-line" in page) is question.is_in_line is (direction == "horizontal")
    assert f'aria-label="{word}"' in page
