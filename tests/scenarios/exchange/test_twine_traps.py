"""Files of Twine as they come: broken metadata, doubled names, look-alikes, pictures."""

import json

import pytest

from tests.scenarios.exchange.reading import (
    links,
    nodes,
    read,
    refusal,
    report,
    story,
    twee,
)

PICTURE = "<img src='data:image/png;base64," + "A" * 400_000 + "' alt='Фото'>"


def passage(pid, name, text, tags=""):
    return f'<tw-passagedata pid="{pid}" name="{name}" tags="{tags}">{text}</tw-passagedata>'


def page(*passages, start="1", ifid="IF-1", name="Розмова", more=""):
    return (
        f'<tw-storydata name="{name}" startnode="{start}" ifid="{ifid}" format="Harlowe" '
        f'format-version="3.3.9" hidden>{more}{"".join(passages)}</tw-storydata>'
    )


TWO = (passage(1, "A", "Перше. [[Далі-&gt;B]]"), passage(2, "B", "Друге."))
ENGINE = (
    "<!DOCTYPE html><html><head><title>x</title><script>var a = '<tw-storydata name=\"Fake\">'"
    ' + \'<tw-passagedata pid="9" name="Fake">\'; if (a <!-- b) {}</script></head><body>'
)


def test_look_alikes_in_the_engine_s_script_are_no_story():
    found = report(ENGINE + page(*TWO) + "<script>'<tw-storydata>'</script></body></html>")

    assert (found["title"], found["nodes"], found["links"]) == ("Розмова", 2, 1)


def test_scripts_and_styles_of_the_story_are_counted_and_nothing_of_them_stays():
    more = "<style role='stylesheet'>a{}</style><script role='script'>'</tw-passagedata>'</script>"
    found = story(page(*TWO, more=more + '<tw-tag name="x" color="red"></tw-tag>'))

    assert found.left_behind == {"script": 1, "style": 1, "tag colour": 1}


def test_empty_scripts_of_a_fresh_story_are_not_counted():
    more = "<style role='stylesheet'></style><script role='script'></script>"

    assert story(page(*TWO, more=more)).left_behind == {}


def test_two_stories_with_one_identifier_stay_two():
    reading = read(page(*TWO, name="Одна") + "\n" + page(*TWO, name="Друга"))

    assert [(one.title, one.identifier) for one in reading.stories] == [
        ("Одна", "IF-1"),
        ("Друга", "IF-1"),
    ]


def test_a_start_that_is_not_there_is_said_and_the_first_passage_begins():
    found = story(page(*TWO, start="77"))

    assert found.start == "A"
    assert "begins with “A”" in found.warnings[0]


def test_the_start_is_found_by_its_number_in_any_order():
    assert story(page(*TWO[::-1], start="1")).start == "A"


def test_a_page_cut_off_in_a_passage_keeps_what_is_there():
    text = page(*TWO)

    assert report(text[: text.index("Друге.") + 4])["nodes"] == 2


def test_a_published_file_of_twine_1_is_read():
    old = (
        '<div id="storeArea" hidden><div tiddler="Start" tags="" modifier="twee">Перше.\\n'
        '[[Далі|B]]</div><div tiddler="B" tags="">Друге.</div>'
        '<div tiddler="StoryTitle" tags="">Стара</div></div>'
    )
    found = story(old)

    assert (found.title, found.start, nodes(found)["start"]["text"]) == ("Стара", "Start", "Перше.")
    assert links(nodes(found)["start"]) == [("Далі", "b")]


@pytest.mark.parametrize("key", ["start", "startnode"])
def test_json_of_twine_names_its_start_or_gives_its_number(key):
    value = {
        "name": "Проба",
        "ifid": "X",
        "format": "Harlowe",
        key: "B" if key == "start" else "2",
        "passages": [
            {"name": "A", "text": "Перше.", "pid": "1", "tags": ["x"]},
            {"name": "B", "text": "Друге. [[A]]", "pid": "2", "metadata": {"position": "1,2"}},
            7,
        ],
    }
    reading = read(json.dumps(value))
    (found,) = reading.stories

    assert (reading.format, found.start, found.left_behind) == ("twine-json", "B", {"tag": 1})
    assert "left out" in found.warnings[0]


def test_metadata_that_is_no_json_is_left_out_with_its_line():
    reading = read(twee(":: A {broken\nПерше [[B]]", ":: B {} \nДруге"))

    assert reading.stories[0].left_behind == {"metadata": 1}
    assert reading.warnings == ["Line 7, “A”: the metadata is no JSON and is left out."]


def test_story_data_that_is_no_json_is_left_out_and_the_passage_start_begins():
    reading = read(":: StoryData\n{ifid: x}\n\n:: B\nДруге\n\n:: Start\nПерше [[B]]")

    assert reading.stories[0].start == "Start"
    assert "StoryData" in reading.warnings[0]


def test_two_passages_of_one_name_stay_two_and_links_lead_to_the_first():
    found = story(twee(":: A\nПерше [[B]]", ":: B\nОдне", ":: B\nДруге"))

    assert [nodes(found)[name]["text"] for name in ("b", "b-2")] == ["Одне", "Друге"]
    assert links(nodes(found)["a"]) == [("B", "b")]
    assert "B (line 13): another passage has this name" in found.warnings[0]


def test_names_that_look_the_same_in_latin_letters_stay_apart():
    found = story(twee(":: A\n[[Гра]] [[гра]]", ":: Гра\nОдне", ":: гра\nДруге"))

    assert [to for _text, to in links(nodes(found)["a"])] == ["hra", "hra-2"]


def test_brackets_in_names_tags_and_metadata_are_told_apart():
    found = story(
        twee(
            ':: A \\[1\\] [tag-one tag-two] {"position":"1,2","size":"1,1"}\n[[x->Б {x}]]',
            ":: Б \\{x\\}\nКінець",
            start="A [1]",
        )
    )

    assert found.start == "A [1]"
    assert (found.left_behind, found.broken_links) == ({"tag": 2}, [])


def test_a_picture_in_the_text_goes_and_its_words_stay():
    found = story(twee(f":: A\nДо. {PICTURE} Після. [[B]]", ":: B\nКінець"))

    assert nodes(found)["a"]["text"] == "До. Фото Після."
    assert found.left_behind == {"image": 1}


def test_scripts_in_names_and_texts_become_plain_words_or_go():
    bold = "&lt;b onclick=x&gt;жирний&lt;/b&gt;"
    bad = "&lt;script&gt;alert(1)&lt;/script&gt;"
    found = story(
        page(
            passage(1, f"{bad}Вхід", f"Текст {bad}{bold} [[Далі-&gt;B]]"),
            passage(2, "B", "&lt;a href='javascript:1'&gt;Друге&lt;/a&gt;"),
            name=f"Назва {bad}",
        )
    )

    assert (found.title, found.start) == ("Назва", "Вхід")
    assert [node["text"] for node in nodes(found).values()] == ["Текст жирний", "Друге"]
    assert "<" not in json.dumps(found.document)


def test_a_text_too_long_for_a_scene_goes_on_in_the_next():
    words = "слово " * 2500
    found = story(twee(f":: A\n{words}\n[[B]]", ":: B\nКінець"))

    texts = [nodes(found)[name]["text"] for name in ("a", "a-next", "a-next-2")]
    assert " ".join(texts).split() == words.split()
    assert links(nodes(found)["a-next-2"]) == [("B", "b")]


def test_more_answers_than_a_scene_takes_go_on_in_a_second_one():
    many = "\n".join(f"[[Відповідь {number}->B]]" for number in range(15))
    found = story(twee(f":: A\nСлово.\n{many}", ":: B\nКінець"))

    shown = links(nodes(found)["a"])[:-1] + links(nodes(found)["a-more"])
    assert shown == [(f"Відповідь {number}", "b") for number in range(15)]


def test_conditions_our_limits_have_no_room_for_are_counted():
    sets = " ".join(f"[[Б{n}->B]]" for n in range(3))
    wide = story(twee(f":: A\n(if: $gold > 90)[{sets}]", ":: B\n(set: $gold to 5)Кінець [[A]]"))

    assert wide.left_behind["condition"] == 3
    assert wide.document["variables"][0]["max"] >= 90
    assert any("“gold”" in warning for warning in wide.warnings)


def test_only_four_variables_are_read():
    text = "\n".join(f"(if: $v{n} > 1)[[[Б{n}->B]]]" for n in range(6))
    found = story(twee(f":: A\n{text}", ":: B\nКінець"))

    assert found.left_behind["condition"] == 2


def test_a_story_without_passages_is_refused():
    assert "holds no passage" in refusal(page())
    assert "holds no passage" in refusal(":: StoryTitle\nПорожня")


def test_a_story_beyond_our_limits_is_refused_by_number():
    assert "501 passages" in refusal(twee(*(f":: P{n}\nТекст" for n in range(501))))
