"""GIFT as authors write it: every type, escapes, categories, and what is left out and why."""

import pytest

from assessments.quizzes.exchange import gift
from assessments.quizzes.exchange.neutral import answers_of


def read(text):
    return gift.read(text.encode())


def only(text):
    reading = read(text)
    assert reading.skipped == []
    return reading.questions[0]


def brief(question):
    return [
        (answer["text"], answer["fraction"], answer["feedback"])
        for answer in answers_of(question.document)
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Що? {}", "long"),
        ("Що? { \n }", "long"),
        ("Що? {####Зразок}", "long"),
        ("Що? {#3}", "number"),
        ("Що? {# =3 ~#ні}", "number"),
        ("Що? {=а ~б}", "one"),
        ("Що? {~%100%а ~б}", "many"),
        ("Що? {=а->1 =б->2}", "matching"),
        ("Що? {T}", "true_false"),
        ("Що? {FALSE}", "true_false"),
        ("Що? {T #ні#так}", "true_false"),
        ("Що? {=а =б}", "short"),
        ("Що? {а}", "short"),
        ("Що? {=TRUE}", "short"),
    ],
)
def test_the_type_follows_from_the_braces(text, kind):
    assert only(text).kind == kind


def test_a_choice_keeps_weights_and_feedback():
    question = only("::Назва::Що? {=так#вірно ~%50%майже #трохи\n ~%-33.33333%ні ~%12,5%десь}")

    assert question.name == "Назва"
    assert brief(question) == [
        ("так", 100, "вірно"),
        ("майже", 50, "трохи"),
        ("ні", -33.33333, ""),
        ("десь", 12.5, ""),
    ]


def test_several_right_answers_of_single_choice_all_earn_everything():
    assert brief(only("Що? {=а =б ~в}")) == [("а", 100, ""), ("б", 100, ""), ("в", 0, "")]


def test_per_cent_within_an_answer_is_text():
    question = only("Скільки? {=50% ~близько 20% або 30% ~%50%25%}")

    assert brief(question) == [("50%", 100, ""), ("близько 20% або 30%", 0, ""), ("25%", 50, "")]


def test_a_weight_that_moodle_does_not_list_is_kept():
    assert brief(only("Що? {=а ~%77.7%б}"))[1] == ("б", 77.7, "")


def test_partial_credit_in_short_answers_and_numbers():
    assert brief(only("Що? {=Київ =%50%Киів#майже}")) == [("Київ", 100, ""), ("Киів", 50, "майже")]
    assert brief(only("Що? {#=10:1 =%50%10:2 ~#ні}")) == [
        ("10", 100, ""),
        ("10", 50, ""),
        ("*", 0, "ні"),
    ]


@pytest.mark.parametrize(
    ("body", "value", "tolerance"),
    [
        ("3.14:0.01", "3.14", 0.01),
        ("3,14:0,01", "3.14", 0.01),
        ("1..5", "3", 2),
        ("-2 .. -1", "-1.5", 0.5),
        ("1e3", "1000", 0),
        ("=7", "7", 0),
    ],
)
def test_a_number_with_its_tolerance_or_range(body, value, tolerance):
    answer = answers_of(only(f"Скільки? {{#{body}}}").document)[0]

    assert (float(answer["text"]), answer["tolerance"]) == (float(value), tolerance)


def test_matching_with_wrong_answers_and_a_right_side_used_twice():
    question = only("Поєднайте {=кіт -> ссавець =пес->ссавець =щука->риба =->птах}")

    assert [
        (one["stem"], one["text"], one["fraction"]) for one in answers_of(question.document)
    ] == [
        ("кіт", "ссавець", 100),
        ("пес", "ссавець", 100),
        ("щука", "риба", 100),
        ("", "птах", 0),
    ]
    assert len(question.document["choices"]) == 3


def test_true_and_false_take_feedback_for_wrong_first():
    assert brief(only("Є? {T#схибили#влучили}")) == [
        ("true", 100, "влучили"),
        ("false", 0, "схибили"),
    ]
    assert brief(only("Є? {F#схибили#влучили####Загалом}")) == [
        ("true", 0, "схибили"),
        ("false", 100, "влучили"),
    ]


def test_general_feedback_is_the_explanation():
    assert only("Що? {=а#так ~б\n####Бо \\#1}").document["explanation"] == "Бо #1"


def test_escapes_give_the_sign_itself_and_a_line_break():
    question = only(
        "::а\\:\\:б::Скільки \\{1\\} \\= \\#2 \\~ \\: \\\\ два\\nрядки? {=\\=1\\#\\{\\}\\~\\:->"
        + " ~б}"
    )

    assert question.name == "а::б"
    assert question.document["prompt"] == "Скільки {1} = #2 ~ : \\ два\nрядки?"
    assert brief(question)[0][0] == "=1#{}~:->"


def test_single_colons_and_hashes_in_a_stem_need_no_escape():
    assert only("Стаття 5: пункт #2, о 10:30? {T}").document["prompt"] == (
        "Стаття 5: пункт #2, о 10:30?"
    )


def test_text_after_the_braces_makes_a_gap():
    assert only("Столиця — {=Київ}, так.").document["prompt"] == "Столиця — _____, так."


@pytest.mark.parametrize(
    ("mark", "text_format", "prompt"),
    [
        ("[html]", "html", "<b>Що</b> &amp; де?"),
        ("", "html", "<b>Що</b> &amp; де?"),
        ("[moodle]", "html", "<b>Що</b> &amp; де?"),
        ("[plain]", "plain", "<b>Що</b> & де?"),
    ],
)
def test_a_format_says_what_tags_are(mark, text_format, prompt):
    document = only(f"{mark}<b>Що</b> & де? {{T}}").document

    assert (document["format"], document["prompt"]) == (text_format, prompt)


def test_markdown_becomes_html():
    document = only("[markdown]Це *важливо* < 5 {\\=x}".replace("\\=x", "T")).document

    assert document["prompt"] == "<p>Це <em>важливо</em> &lt; 5</p>"


def test_a_format_of_one_text_makes_the_others_html_without_changing_their_words():
    question = only("[plain]a < b {=[html]<i>так</i>#[plain]x & y ~ні}")

    assert question.document["prompt"] == "a &lt; b"
    assert brief(question)[0] == ("<i>так</i>", 100, "x &amp; y")


def test_what_cleaning_takes_is_said():
    question = only('[html]Так?<script>alert(1)</script><img src\\="http\\://a/b.png"> {T}')

    assert "script" not in question.document["prompt"]
    assert any("script" in loss for loss in question.lost)
    assert any("pictures" in loss for loss in question.lost)


def test_comments_carry_an_id_and_tags():
    question = only(
        "// question: 7  name: Назва [id:Q-1\\]x] [tag:право] [tag:строки]\n"
        "// [tag:право]\n::Назва::Що? {T}"
    )

    assert (question.identifier, question.tags) == ("Q-1]x", ("право", "строки"))
    assert question.line == 3


def test_a_comment_inside_a_question_is_no_part_of_it():
    question = only("Що? {\n=так\n// ~ні{\n~інше\n}")

    assert brief(question) == [("так", 100, ""), ("інше", 0, "")]


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("$course$/top/Право/Звернення", "Право/Звернення"),
        ("$cat1$/Право", "Право"),
        ("top/Право", "Право"),
        (" Право // скарги / Інше", "Право // скарги/Інше"),
        ("$course$/top", ""),
    ],
)
def test_a_category_holds_for_what_follows(line, path):
    reading = read(f"А {{T}}\n\n$CATEGORY: {line}\nБ {{T}}\n\nВ {{F}}")

    assert [one.category for one in reading.questions] == ["", path, path]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_lines_are_counted_alike_with_every_ending(ending):
    text = "// тека\n$CATEGORY: А\n\n// [tag:x]\nПерше {T}\n\n\nДруге {\n=а\n\n~б\n}\n \nТретє {F}"
    reading = read(text.replace("\n", ending))

    assert [one.line for one in reading.questions] == [5, 8, 14]


def test_a_blank_line_inside_braces_does_not_end_the_question():
    question = only("Що? {\n=так\n\n~ні\n\n####Бо\n\nтак}")

    assert brief(question) == [("так", 100, ""), ("ні", 0, "")]
    assert question.document["explanation"] == "Бо\n\nтак"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Що? {=а ~б", "not closed"),
        ("Що? =а ~б}", "without “{”"),
        ("Що? {=а} {=б}", "several pairs"),
        ("Просто текст про право.", "not a question"),
        ("Що? {~а ~б}", "marked as right"),
        ("Що? {~%-50%а ~%0%б}", "marked as right"),
        ("Що? {=%50%а ~б}", "full marks"),
        ("Що? {=%50%а}", "full marks"),
        ("Що? {=а ~}", "empty"),
        ("Що? {~а}", "two answers"),
        ("Що? {=%150%а ~б}", "weight"),
        ("Що? {#}", "no number"),
        ("Що? {#три}", "no number"),
        ("Що? {#3:x}", "tolerance"),
        ("Що? {#3:-1}", "tolerance"),
        ("Що? {#5..1}", "range"),
        ("Що? {#inf}", "no number"),
        ("Що? {#1e999}", "no number"),
        ("Що? {#*}", "no number"),
        ("Що? {=а->1}", "two pairs"),
        ("Що? {=а->1 =б}", "arrow"),
        ("Що? {=а->1 =б->}", "right side"),
        ("Що? {>4 CONTIGUOUS VERT ABSOLUTE а б}", "Moodle XML"),
        ("{T}", "no text"),
        ("Що? {=" + "а~" * 600 + "}", "answers"),
        ("Що\ufdd0? {T}", "U+FDD0"),
        ("Що? " + "{" * 600, "braces"),
        ("[html]" + "<div>" * 100 + " {T}", "nested"),
    ],
)
def test_a_broken_question_is_named_and_spoils_no_neighbour(text, words):
    reading = read(f"::перше::А? {{T}}\n\n::зле::{text}\n\n::друге::Б? {{F}}")

    assert [(one.name, one.line, words in one.reason) for one in reading.skipped] == [
        ("зле", 3, True)
    ]
    assert [one.name for one in reading.questions] == ["перше", "друге"]


def test_a_question_without_a_name_is_called_by_its_beginning():
    reading = read("Скільки  буде\nдва? {#}\n\n" + "дуже " * 30 + "{T}")

    assert reading.skipped[0].name == "Скільки буде два?"
    assert reading.questions[0].name.startswith("дуже дуже")
    assert len(reading.questions[0].name) <= 60


def test_a_forgotten_brace_and_blank_line_spoil_one_question():
    reading = read("::а::Що? {=1 ~2\n::б::Ні? {T}\n::в::Так? {F}")

    assert [one.name for one in reading.skipped] == ["а"]
    assert [one.name for one in reading.questions] == ["б", "в"]


def test_a_named_text_is_never_swallowed_by_an_open_brace_before_it():
    reading = read("::а::Що? {=1 ~2\n\n::б::Лише текст.\n\n~3}\n\n::в::Так? {T}")

    assert [(one.name, one.line) for one in reading.skipped] == [("а", 1), ("б", 3), ("~3", 5)]
    assert [one.name for one in reading.questions] == ["в"]


@pytest.mark.parametrize(
    "stem",
    [
        "Що таке $$\\frac{1}{2}$$",
        "Чи x^{2} = 4",
        "Сума \\(a_{1} + b_{2}\\)",
    ],
)
def test_braces_of_a_formula_before_the_answers_are_text(stem):
    question = only(f"{stem}? {{=так ~ні}}")

    assert question.document["prompt"] == f"{stem}?"


def test_balanced_braces_within_an_answer_are_text():
    assert brief(only("Що? {=$$\\frac{1}{2}$$ ~ні}"))[0] == ("$$\\frac{1}{2}$$", 100, "")


def test_escaped_braces_of_a_formula_are_text_everywhere():
    assert only("$$\\\\frac\\{1\\}\\{2\\}$$? {T}").document["prompt"] == "$$\\frac{1}{2}$$?"


@pytest.mark.parametrize("word", ["true", "False"])
def test_a_word_that_is_nearly_true_or_false_is_pointed_at(word):
    reading = read(f"Є? {{{word}}}")

    assert reading.questions[0].kind == "short"
    assert word in reading.warnings[0]


def test_a_cyrillic_letter_for_true_is_taken_and_named():
    reading = read("Є? {Т}")

    assert reading.questions[0].kind == "true_false"
    assert "Т" in reading.warnings[0]


def test_right_answers_worth_less_than_everything_are_pointed_at():
    reading = read("Що? {~%50%а ~%25%б ~в}")

    assert len(reading.questions) == len(reading.warnings) == 1
    assert "Line 1" in reading.warnings[0]


def test_a_file_of_comments_alone_holds_no_questions():
    reading = read("// лише\n\n// нотатки")

    assert (reading.questions, reading.skipped, len(reading.warnings)) == ([], [], 1)
