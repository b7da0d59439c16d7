"""Cloze: all types and short forms; whatever is meant as a gap and is none is refused."""

import pytest

from assessments.quizzes.exchange import moodle
from assessments.quizzes.exchange.neutral import answers_of


def read(text, text_format="html"):
    return moodle.read(
        f"""<quiz>
<question type="cloze"><name><text>Пропуски</text></name>
<questiontext format="{text_format}"><text><![CDATA[{text}]]></text></questiontext></question>
<question type="cloze"><name><text>сусід</text></name>
<questiontext><text>{{1:SA:=так}}</text></questiontext></question>
</quiz>""".encode()
    )


def only(text, text_format="html"):
    reading = read(text, text_format)
    assert reading.skipped == []
    return reading.questions[0]


def gaps(text):
    return only(text).document["options"]


def brief(gap):
    return [
        (one.get("text", one.get("value")), one["fraction"], one["feedback"])
        for one in gap.get("choices") or gap["answers"]
    ]


@pytest.mark.parametrize("name", ["MULTICHOICE", "MC"])
@pytest.mark.parametrize("look", ["", "_V", "_H", "_S", "_VS", "_HS"])
def test_every_look_of_a_choice_is_a_choice_and_is_kept(name, look):
    shown = look if name == "MULTICHOICE" else look.removeprefix("_")
    question = only(f"Це {{1:{name}{shown}:ні#чому~=так#бо~%50%майже}}.")

    assert question.kind == "gap_select"
    assert question.document["text"] == "Це [[g1]]."
    assert brief(question.document["options"][0]) == [
        ("ні", "0", "чому"),
        ("так", "100", "бо"),
        ("майже", "50", ""),
    ]
    assert question.extras.get("cloze") == ({"g1": look} if look else None)


@pytest.mark.parametrize(
    ("name", "case"),
    [
        ("SHORTANSWER", False),
        ("SA", False),
        ("MW", False),
        ("SHORTANSWER_C", True),
        ("SAC", True),
        ("MWC", True),
    ],
)
def test_every_form_of_a_short_answer(name, case):
    (gap,) = gaps(f"{{1:{name}:=Київ~%50%Киів#ой~*#ні}}")

    assert (gap["type"], gap["case"]) == ("text", case)
    assert brief(gap) == [("Київ", "100", ""), ("Киів", "50", "ой"), ("*", "0", "ні")]


@pytest.mark.parametrize("name", ["NUMERICAL", "NM"])
def test_a_number_with_tolerance(name):
    (gap,) = gaps(f"{{2:{name}:=3,5:0.1#так~%50%4:1~*#ні}}")

    assert (gap["type"], gap["weight"]) == ("number", "2")
    assert [(one["value"], one["tolerance"]) for one in gap["answers"]] == [
        ("3.5", "0.1"),
        ("4", "1"),
        ("*", "0"),
    ]


def test_gaps_of_several_types_make_one_question_worth_their_weights():
    question = only("{1:MC:=а~б} {:SA:=в} {3:NM:=5}")

    assert question.kind == "gap_text"
    assert [one["type"] for one in question.document["options"]] == ["select", "text", "number"]
    assert question.document["points"] == "5"
    assert [one["gap"] for one in answers_of(question.document)] == ["g1", "g1", "g2", "g3"]


def test_quotes_entities_and_escapes():
    (choice, typed) = gaps(
        "{1:MC:=сказав \"так\" і 'ні'#«бо» &quot;x&quot;~м&#39;яч &amp; &#8470;5#a&#39;b"
        "~а\\}б\\#в\\~г}"
        "{1:SA:=м&#39;яч &lt;5&gt; \\} &amp; ко}"
    )

    assert brief(choice) == [
        ("сказав \"так\" і 'ні'", "100", '«бо» "x"'),
        ("м'яч &amp; №5", "0", "a'b"),
        ("а}б#в~г", "0", ""),
    ]
    assert brief(typed)[0][0] == "м'яч <5> } & ко"


def test_an_entity_written_twice_over_begins_no_feedback():
    (gap,) = gaps("{1:SA:=R&amp;#38;D#добре}")

    assert brief(gap) == [("R&#38;D", "100", "добре")]


def test_answers_may_stand_on_several_lines():
    (gap,) = gaps("{1:MC:\n  =так\n  ~ні\n}")

    assert brief(gap) == [("так", "100", ""), ("ні", "0", "")]


def test_plain_text_stays_plain():
    question = only("a < b: {1:MC:=x &lt; y~&amp;}", "plain_text")

    assert question.document["format"] == "plain"
    assert question.document["text"] == "a < b: [[g1]]"
    assert brief(question.document["options"][0])[0][0] == "x < y"


def test_other_braces_are_text():
    question = only(r"\(\frac{1}{2}\), {а}, {x: y}, о {10:30} — {1:SA:=так}")

    assert question.document["text"] == r"\(\frac{1}{2}\), {а}, {x: y}, о {10:30} — [[g1]]"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Без пропусків.", "no gaps"),
        ("Оберіть {1:MULTICHOICE}", "answers"),
        ("Оберіть {1:MULTICHOICE:}", "no answers"),
        ("Оберіть {MULTICHOICE:=а~б}", "weight"),
        ("Оберіть {1MC:=а~б}", "weight"),
        ("Оберіть {1:MULTICHOICE:=Яблуко#так}", "two answers"),
        ("Оберіть {1:MULTICHOICE:Груша#ні~%50%Яблуко}", "full marks"),
        ("Оберіть {1:SHORTANSWER:%50%Яблуко}", "full marks"),
        ("Оберіть {1:SA:Яблуко}", "full marks"),
        ("Скільки {3:NUMERICAL:=нуль}", "no number"),
        ("Скільки {3:NUMERICAL:=5:x}", "tolerance"),
        ("Оберіть {1:FOO:=а~б}", "unknown type “FOO”"),
        ("Оберіть {1:mc:=а~б}", "capitals"),
        ("Оберіть {1:MC:=а~б", "not closed"),
        ("Оберіть {1:MR:=а~=б}", "MULTIRESPONSE"),
        ("Оберіть {1:MC:=а~%500%б}", "weight"),
        ("Оберіть {0:SA:=а}", "weight 0"),
        ("Оберіть [[g1]] {1:SA:=а}", "[[g1]]"),
        ("{1:SA:=а}" * 201, "gaps"),
        ("{1:MC:=а" + "~б" * 300 + "}", "too many"),
    ],
)
def test_a_broken_gap_is_refused_by_name_and_spoils_no_neighbour(text, words):
    reading = read(text)

    assert [(one.name, one.line, words in one.reason) for one in reading.skipped] == [
        ("Пропуски", 2, True)
    ]
    assert [one.name for one in reading.questions] == ["сусід"]


def test_the_reason_shows_the_gap_and_its_line():
    reason = read("Перший {1:SA:=а},\nдругий {1:NM:=багато}").skipped[0].reason

    assert "{1:NM:=багато}" in reason
    assert "line 2" in reason
