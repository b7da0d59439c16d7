"""Nothing the author hid reaches a browser before the ending: not by page, header or cookie.

Random role-plays get a canary in every field a learner must not see, and are played to their end.
"""

import json
import random
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.scenarios.document import content_hash, structure_hash
from assessments.scenarios.models import Run, Scenario, ScenarioVersion
from tests.factories.people import PersonFactory
from tests.factories.scenarios import TEXT
from tests.scenarios.documents import healthy
from tests.scenarios.playing.acting import BACKEND, place, url
from tests.scenarios.strategies import documents

CANARY = "kanareika"
HIDDEN_WORDS = ("qualities", "effects", "recommended", "critical", "achievement", '"when"')
HIDDEN_OF_CHOICE = ("feedback", "better", "basis")
FEW = settings(
    deadline=None,
    max_examples=12,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


def hidden(name):
    return f"{CANARY}-{name}"


def with_canaries(document):
    """Every id, key and text that only the author or the debrief may use holds a canary."""
    names = {name: hidden(name) for name in document["nodes"]}
    keys = {variable["key"]: f"{CANARY}_{variable['key']}" for variable in document["variables"]}
    codes = {code: hidden(code) for code in document["competencies"]}
    made = json.loads(json.dumps(document))
    made["start"] = names[document["start"]]
    made["competencies"] = list(codes.values())
    made["pass"]["competencies"] = {
        codes[code]: rule for code, rule in document["pass"]["competencies"].items()
    }
    for variable in made["variables"]:
        variable["key"] = keys[variable["key"]]
        variable["label"] = hidden("label")
        variable["words"] = [hidden("low"), hidden("middle"), hidden("high")]
        variable["shown"] = "debrief"
    made["nodes"] = {
        names[name]: _node(node, names, keys, codes) for name, node in made["nodes"].items()
    }
    return made


def _node(node, names, keys, codes):
    if node["kind"] == "router":
        rules = [
            {"when": _lines(rule["when"], keys), "to": names[rule["to"]]} for rule in node["rules"]
        ]
        return node | {"rules": rules, "else": names[node["else"]]}
    if node["kind"] == "ending":
        return node | {"title": hidden("ending"), "text": hidden("ending-text")}
    words = {name: hidden(name) for name in ("title", "note", "hint", "behaviour")}
    return (
        node | words | {"choices": [_choice(item, names, keys, codes) for item in node["choices"]]}
    )


def _choice(choice, names, keys, codes):
    return choice | {
        "id": hidden(choice["id"]),
        "to": names[choice["to"]],
        "when": _lines(choice["when"], keys),
        "effects": _lines(choice["effects"], keys),
        "qualities": {codes[code]: quality for code, quality in choice["qualities"].items()},
        **{name: hidden(name) for name in HIDDEN_OF_CHOICE},
    }


def _lines(lines, keys):
    return [line | {"variable": keys[line["variable"]]} for line in lines]


def released(document):
    """A page that places this document; no proof is asked of it."""
    number = Scenario.objects.count()
    page = place({**TEXT, "code": f"K{number}"}, f"K{number}", slug=f"k{number}")
    ScenarioVersion.objects.create(
        scenario=page.scenario,
        number=2,
        schema_version=1,
        document=document,
        content_hash=content_hash(document),
        structure_hash=structure_hash(document),
        max_earned=1,
        is_exhaustive=True,
        states=1,
        random_pass_chance=0,
    )
    return page


def seen(response):
    """Everything the browser gets."""
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    cookies = response.cookies.output()
    return f"{headers}\n{cookies}\n{response.content.decode()}"


def assert_clean(response):
    everything = seen(response)
    assert CANARY not in everything
    main = everything.partition("<main")[2]
    assert [word for word in HIDDEN_WORDS if word in main] == []


@pytest.mark.django_db
@given(document=documents(loops=False), seed=st.integers(0, 999))
@FEW
def test_b01_b05_no_canary_leaves_before_the_ending(document, seed):
    draw = random.Random(seed)
    page = released(with_canaries(document))
    person, client = PersonFactory(), Client()
    client.force_login(person, BACKEND)
    client.post(reverse("scenarios:start", args=[page.translation_key]))
    run = Run.objects.get(person=person)
    address = url("play", run.pk)
    for _step in range(12):
        run = Run.objects.get(pk=run.pk)
        if not run.is_running:
            break
        response = client.get(address)
        assert_clean(response)
        assert_clean(client.get(url("pause", run.pk)))
        assert_clean(client.post(address, {"index": run.index, "request_id": "r" * 8}))
        tokens = re.findall(r'name="choice" value="(\w+)"', response.text)
        if not tokens:
            break  # a scene with every choice closed: such a one is never published
        body = {"index": run.index, "choice": draw.choice(tokens)}
        assert_clean(client.post(address, body | {"request_id": f"request-{run.index}"}))
        if Run.objects.get(pk=run.pk).is_running:
            assert_clean(client.post(address, body | {"request_id": f"too-late-{run.index}"}))
            assert_clean(client.get(f"/uk/moduli/{page.get_parent().slug}/{page.slug}/"))


@pytest.mark.django_db
def test_the_canaries_are_there_to_be_found(client):
    """After the ending the debrief shows them, so a page that showed them before would too."""
    page = released(with_canaries(healthy()))
    person = PersonFactory()
    client.force_login(person, BACKEND)
    client.post(reverse("scenarios:start", args=[page.translation_key]))
    run = Run.objects.get()
    while run.is_running:
        tokens = re.findall(r'name="choice" value="(\w+)"', client.get(url("play", run.pk)).text)
        body = {"index": run.index, "choice": tokens[0], "request_id": f"request-{run.index}"}
        client.post(url("play", run.pk), body)
        run.refresh_from_db()
    assert hidden("ending") in client.get(url("debrief", run.pk)).text
    client.post(url("before", run.pk), {"skip": "1"})
    assert hidden("feedback") in client.get(url("debrief", run.pk)).text


def test_scripts_know_nothing_of_a_role_play():
    script = Path(finders.find("scenarios/play.js")).read_text(encoding="utf-8")
    assert [word for word in (*HIDDEN_WORDS, "feedback", "localStorage") if word in script] == []
