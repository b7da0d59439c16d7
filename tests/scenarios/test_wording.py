import json

import pytest

from assessments.scenarios.checker import check
from assessments.scenarios.reading import count_words
from assessments.scenarios.wording import at_least
from tests.scenarios.documents import choice, ending, made, scene
from tests.scenarios.samples import first_choice


def findings_of(document, code):
    return [item for item in check(document).findings if item.message_code == code]


def codes(document, **options):
    return {item.message_code for item in check(document, **options).findings}


@pytest.mark.parametrize(
    ("text", "words"),
    [("", 0), ("Памʼять і п'ять", 3), ("– Так, – каже. – 12 днів…", 4), ("будь-хто", 1)],
)
def test_words_are_counted_without_dashes(text, words):
    assert count_words(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "3184710691",
        "пишіть на maria.k@example.com.ua",
        "+38 (067) 123-45-67",
        "0671234567",
        "паспорт КС 123456",
        "ID 001234567",
        "картка 4149 1234 5678 9012",
    ],
)
def test_personal_data_is_noticed_but_not_repeated(text):
    (finding,) = findings_of(first_choice(reaction=f"Ось: {text}."), "personal_data")

    assert (finding.node, finding.choice, finding.params["field"]) == ("s1", "a", "reaction")
    assert text not in json.dumps(finding.to_json(), ensure_ascii=False)


@pytest.mark.parametrize(
    "text",
    [
        "Гаряча лінія 0 800 213 103",
        "0800213103",
        "0-800-213-103",
        "у 2009 році, 12 днів, 1500 гривень",
        "Закон № 3460-VI, ст. 7",
        "справа № 757/12345/24-ц",
        "телефонуйте 102",
        "від 02.06.2011",
    ],
)
def test_public_numbers_are_no_personal_data(text):
    assert not findings_of(first_choice(reaction=text), "personal_data")


def test_one_sided_binomial():
    assert at_least(4, 4, 1 / 3) == pytest.approx(1 / 81)
    assert at_least(0, 4, 1 / 3) == pytest.approx(1)
    assert at_least(3, 5, 0.5) == pytest.approx(0.5)


def test_cues_need_four_decisions():
    nodes = [
        scene(f"s{n}", choice("a", f"s{n + 1}", 4), choice("b", f"s{n + 1}", 0)) for n in range(3)
    ]

    assert "first_is_best" not in codes(made(*nodes, scene("s3", choice("a", "e")), ending("e", 3)))
