"""What of foreign HTML is kept, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.quizzes.cleaning import clean_document, clean_html, file_names
from tests.factories.documents import document


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<p>Пауза <b>працює</b>.</p>", "<p>Пауза <b>працює</b>.</p>"),
        ("а < б & в", "а &lt; б &amp; в"),
        ("<ul><li>раз</li></ul>", "<ul><li>раз</li></ul>"),
        (
            '<table><tbody><tr><td colspan="2">х</td></tr></tbody></table>',
            '<table><tbody><tr><td colspan="2">х</td></tr></tbody></table>',
        ),
        ('<img src="@@FILE@@/план.png" alt="План">', '<img src="@@FILE@@/план.png" alt="План">'),
        (
            '<a href="https://zakon.rada.gov.ua">закон</a>',
            '<a href="https://zakon.rada.gov.ua" rel="noopener noreferrer">закон</a>',
        ),
        ("речення з [[g1]] і *", "речення з [[g1]] і *"),
    ],
)
def test_plain_structure_is_kept(html, kept):
    assert clean_html(html) == kept


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<script>alert(1)</script>так", "так"),
        ("<style>p{}</style>так", "так"),
        ('<p onclick="x()">так</p>', "<p>так</p>"),
        ('<p style="position:fixed">так</p>', "<p>так</p>"),
        ('<img src="https://evil.example/x.png">', "<img>"),
        ('<img src="//evil.example/x.png">', "<img>"),
        ('<img src="data:image/png;base64,AA">', "<img>"),
        ('<img src="@@FILE@@/../secret">', "<img>"),
        (
            '<img src="@@FILE@@/a.png" srcset="https://evil.example/x 2x">',
            '<img src="@@FILE@@/a.png">',
        ),
        ('<img src="@@FILE@@/a.png" onerror="x()">', '<img src="@@FILE@@/a.png">'),
        ('<a href="javascript:x()">так</a>', '<a rel="noopener noreferrer">так</a>'),
        ('<a href=" java\nscript:x()">так</a>', '<a rel="noopener noreferrer">так</a>'),
        ('<a href="/cms/">так</a>', '<a rel="noopener noreferrer">так</a>'),
        ("<iframe src=https://evil.example></iframe>так", "так"),
        ("<svg><script>x()</script></svg>так", "так"),
        ('<form action="https://evil.example"><input name="a">так</form>', "так"),
        ("<!-- <script>x()</script> -->так", "так"),
        ("та\0к", "так"),
    ],
)
def test_what_runs_or_calls_home_is_dropped(html, kept):
    assert clean_html(html) == kept


@given(st.text(alphabet="<>=\"/ abimgsrc@FILE:'&;#[]", max_size=80))
def test_cleaning_twice_changes_nothing(text):
    once = clean_html(text)
    assert clean_html(once) == once


def test_every_text_for_people_is_cleaned_and_accepted_answers_are_not():
    foul = "<script>x()</script>"
    short = document("short", prompt=f"{foul}Як?", explanation=f"{foul}Так")
    short["answers"][0] |= {"text": "a<b>c", "feedback": f"{foul}Добре"}
    clean = clean_document(short)
    assert (clean["prompt"], clean["explanation"]) == ("Як?", "Так")
    assert (clean["answers"][0]["text"], clean["answers"][0]["feedback"]) == ("a<b>c", "Добре")
    gaps = document("gap_text", text=f"{foul}[[g1]]")
    gaps["options"][0]["answers"][0]["text"] = "x<y"
    gaps["options"][2]["choices"][0]["text"] = f"{foul}так"
    clean = clean_document(gaps)
    assert clean["text"] == "[[g1]]"
    assert clean["options"][0]["answers"][0]["text"] == "x<y"
    assert clean["options"][2]["choices"][0]["text"] == "так"


def test_file_names_are_found_wherever_a_text_shows_one():
    shown = document("one", prompt='<img src="@@FILE@@/%D0%BF%D0%BB%D0%B0%D0%BD.png">')
    shown["options"][1]["feedback"] = 'див. <img src="@@FILE@@/b 2.png" alt=""> і ще'
    assert file_names(shown) == ["b 2.png", "план.png"]
