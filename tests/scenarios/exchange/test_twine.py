"""Stories of Twine: what each story format becomes, and what the report says is left behind."""

import pytest

from tests.scenarios.exchange.reading import content, links, nodes, read, report, story, twee

EXPECTED = {
    # passages, links, jumps and what extwee counts agree; scripts, widgets and the like apart
    "harlowe.twee": ("Двері", 9, 12, 15, ["Кінець середній → Початок"], ["trust", "met"]),
    "sugarcube.twee": ("Слухавка", 7, 9, 11, [], ["calm", "safe", "log"]),
    "chapbook.twee": ("Черга", 4, 5, 5, [], ["stress"]),
    "snowman.twee": ("Коридор", 4, 4, 4, [], ["trust", "visited"]),
}
LEFT = {
    "harlowe.twee": {
        **{"click": 1, "display": 1, "formatting": 2, "if": 1, "image": 1, "link": 1, "live": 1},
        **{"script": 1, "stop": 1, "style": 1, "tag": 1, "text-style": 1, "widget": 1},
    },
    "sugarcube.twee": {
        **{"StoryCaption": 1, "audio": 1, "elseif": 1, "external link": 1, "if": 1, "image": 1},
        **{"print": 1, "return": 1, "set": 1, "timed": 1, "widget": 1},
    },
    "chapbook.twee": {
        **{"after": 1, "formatting": 1, "image": 1, "print": 2, "reveal link": 1, "script": 1},
        "set": 3,
    },
    "snowman.twee": {"image": 1, "print": 1, "script": 1},
}


@pytest.mark.parametrize("name", EXPECTED)
def test_the_report_counts_what_is_there(name):
    found = report(content(name))
    keys = ("start", "nodes", "choices", "links", "broken_links", "variables")

    assert tuple(found[key] for key in keys) == EXPECTED[name]


@pytest.mark.parametrize("name", LEFT)
def test_the_report_names_all_that_is_left_behind(name):
    assert report(content(name))["left_behind"] == LEFT[name]


@pytest.mark.parametrize("name", EXPECTED)
def test_a_dry_reading_in_any_line_ending_and_mark_is_the_same(name):
    plain = story(content(name))
    for data in (
        b"\xef\xbb\xbf" + content(name),
        content(name).replace(b"\n", b"\r\n"),
        content(name).decode().replace("—", "-").encode("cp1251"),
    ):
        found = story(data)
        assert (found.title, found.start) == (plain.title, plain.start)
        assert set(nodes(found)) == set(nodes(plain))


def test_harlowe_links_conditions_and_jumps():
    found = nodes(story(content("harlowe.twee")))

    assert found["dveri"]["text"] == (
        "Двері громадської приймальні\nДо приймальні заходить пані Надія з конвертом. Вона мовчить."
    )
    assert links(found["dveri"])[2] == ("Представитися й запросити сісти", "rozmova")
    assert found["dveri"]["choices"][2]["effects"] == [
        {"variable": "met", "op": "=", "value": 1},
        {"variable": "trust", "op": "+", "value": 1},
    ]
    asked, papers, again = found["rozmova"]["choices"]
    assert asked["when"] == [{"variable": "trust", "op": ">=", "value": 6}]
    assert papers["when"] == [{"variable": "trust", "op": "<", "value": 6}]
    assert again["when"] == [{"variable": "met", "op": "!=", "value": 1}]
    assert found["perevirka"] == {
        "kind": "router",
        "rules": [
            {"when": [{"variable": "trust", "op": ">", "value": 6}], "to": "kinets-dobryi"},
            {"when": [{"variable": "trust", "op": ">", "value": 3}], "to": "kinets-serednii"},
        ],
        "else": "obitsianka",
    }


def test_what_is_set_on_arrival_is_an_effect_of_the_choices_that_lead_there():
    found = nodes(story(content("harlowe.twee")))

    assert found["rozmova"]["choices"][0]["effects"] == [
        {"variable": "trust", "op": "+", "value": 2}
    ]


def test_sugarcube_setters_links_and_branches():
    found = nodes(story(content("sugarcube.twee")))
    first = found["slukhavka"]["choices"]

    assert [choice["when"] for choice in first[:2]] == [
        [{"variable": "calm", "op": ">=", "value": 5}],
        [{"variable": "calm", "op": "<", "value": 5}],
    ]
    assert first[1]["effects"] == [
        {"variable": "safe", "op": "=", "value": 1},
        {"variable": "calm", "op": "+", "value": 2},
    ]
    assert ("двері", "tysha") in links(found["bezpeka"])
    assert found["rozvylka"]["kind"] == "router"
    assert "[[не посилання]]" in found["dokumenty"]["text"]


def test_variables_get_their_starts_and_ranges():
    variables = {one["key"]: one for one in story(content("sugarcube.twee")).document["variables"]}

    assert {key: (one["min"], one["max"], one["start"]) for key, one in variables.items()} == {
        "calm": (0, 10, 3),
        "safe": (0, 1, 0),
        "log": (0, 10, 0),
    }
    assert variables["safe"]["kind"] == "flag"


def test_chapbook_notes_are_for_the_author_and_modifiers_are_conditions():
    found = nodes(story(content("chapbook.twee")))

    assert found["cherha"]["note"] == "Грати напружено, але не зло."
    assert [choice["when"] for choice in found["vybachennia"]["choices"]] == [
        [{"variable": "stress", "op": "<=", "value": 3}],
        [{"variable": "stress", "op": ">", "value": 3}],
    ]


@pytest.mark.parametrize(
    ("format", "text", "name"),
    [
        ("Harlowe", "(if: $a is 1 or $b is 2)[[[Б->B]]]", "if"),
        ("Harlowe", "(if: $name is 'Оля')[[[Б->B]]]", "if"),
        ("Harlowe", "(set: $a to (random: 1, 6))[[Б->B]]", "set"),
        ("SugarCube", "<<if $a gt 1 or $b>>[[Б->B]]<</if>>", "if"),
        ("SugarCube", "<<set $a to $b + $c>>[[Б->B]]", "set"),
        ("SugarCube", "[[Б->B][$a to random(1, 6)]]", "set"),
        ("Snowman", "<% if (s.a > Math.random()) { %>[[Б->B]]<% } %>", "if"),
        ("Chapbook", "[if random.d6 > 3]\n[[Б->B]]", "if"),
    ],
)
def test_what_our_grammar_cannot_say_is_counted_and_its_link_stays(format, text, name):
    found = story(twee(f":: A\nСлово.\n{text}", ":: B\nКінець", format=format))

    assert found.left_behind[name] == 1
    assert links(nodes(found)["a" if "a" in nodes(found) else "A"]) == [("Б", "b")]
    assert nodes(found)["a"]["choices"][0]["when"] == []


@pytest.mark.parametrize(
    ("source", "text", "target"),
    [
        ("[[Так->B]]", "Так", "b"),
        ("[[B<-Так]]", "Так", "b"),
        ("[[Так|B]]", "Так", "b"),
        ("[[B]]", "B", "b"),
        ("[[ Так -> B ]]", "Так", "b"),
        ("[[a->b->B]]", "a->b", "b"),
        ("[[До кімнати->Кімната [2]]]", "До кімнати", "kimnata-2"),
    ],
)
def test_links_of_every_kind(source, text, target):
    found = story(twee(f":: A\nСлово.\n{source}", ":: B\nКінець", ":: Кімната \\[2\\]\nКінець"))

    assert links(nodes(found)["a"]) == [(text, target)]
    assert found.broken_links == []


def test_a_link_in_a_sentence_keeps_its_words_and_one_on_its_own_line_does_not():
    found = story(twee(":: A\nЯ бачу [[двері->B]] і вікно.\n\n[[Піти->B]]", ":: B\nКінець"))

    assert nodes(found)["a"]["text"] == "Я бачу двері і вікно."
    assert links(nodes(found)["a"]) == [("двері", "b"), ("Піти", "b")]


def test_a_passage_without_links_is_an_ending_whose_level_is_to_be_set():
    found = story(twee(":: A\nПочаток [[B]]", ":: B\nКінець"))

    assert nodes(found)["b"] == {
        **{"kind": "ending", "level": 2, "title": "B", "text": "Кінець", "follow_up": []}
    }
    assert found.warnings == ["Endings whose level is to be set (now “partial”): 1."]


def test_an_unknown_story_format_gives_its_words_and_links():
    reading = read(twee(":: A\nСлово.\n[[Б->B]]", ":: B\nКінець", format="Paloma"))

    assert links(nodes(reading.stories[0])["a"]) == [("Б", "b")]
    assert any("Paloma" in warning for warning in reading.stories[0].warnings)
