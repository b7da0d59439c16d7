"""Small pieces of Moodle XML for the tests."""

import base64

from assessments.quizzes.exchange import moodle
from assessments.quizzes.exchange.neutral import answers_of


def question(type_, inside, prompt="<![CDATA[<p>Що?</p>]]>", text_format="html"):
    return (
        f'<question type="{type_}"><name><text>Питання</text></name>'
        f'<questiontext format="{text_format}"><text>{prompt}</text></questiontext>'
        f"{inside}</question>"
    )


def read(*questions):
    return moodle.read(f"<quiz>{''.join(questions)}</quiz>".encode())


def only(type_, inside, **beside):
    reading = read(question(type_, inside, **beside))
    assert reading.skipped == []
    return reading.questions[0]


def answer(text, fraction, inside="", attributes=""):
    return (
        f'<answer fraction="{fraction}"{attributes}><text>{text}</text>'
        f"<feedback><text></text></feedback>{inside}</answer>"
    )


def brief(one):
    return [(found["text"], found["fraction"]) for found in answers_of(one.document)]


def file(name, content=b"x", path="/"):
    return (
        f'<file name="{name}" path="{path}" encoding="base64">'
        f"{base64.b64encode(content).decode()}</file>"
    )


def with_files(prompt, *files):
    return (
        '<question type="essay"><name><text>Питання</text></name><questiontext format="html">'
        f"<text><![CDATA[{prompt}]]></text>{''.join(files)}</questiontext></question>"
    )


def pair(stem, right):
    return f"<subquestion><text>{stem}</text><answer><text>{right}</text></answer></subquestion>"


def option(text, group=1):
    return f"<selectoption><text>{text}</text><group>{group}</group></selectoption>"


def numerical(value, tolerance="0"):
    return answer(value, 100, f"<tolerance>{tolerance}</tolerance>")
