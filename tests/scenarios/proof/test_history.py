"""Whatever becomes of the draft, the page or the revisions: a talk stays what it was."""

import copy
import random

import pytest
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import Revision

from assessments.scenarios.document import from_text
from assessments.scenarios.engine import is_finished, open_choices, replay, start, take
from assessments.scenarios.models import Run, Scenario, ScenarioVersion
from assessments.scenarios.models.scenarios import published_document
from assessments.scenarios.services.runs import start_run
from assessments.scenarios.verification import faults
from tests.factories.people import PersonFactory
from tests.factories.scenarios import TEXT, scenario_page
from tests.scenarios.documents import choice as option
from tests.scenarios.documents import ending, made, scene, variable
from tests.scenarios.proof.talking import play_out, talk
from tests.scenarios.proof.talking import take as take_one

BACKEND = "training.people.backends.PersonBackend"


def winding(scenes=12):
    """A talk with meters, conditions, once-only replies, ways back and four endings."""
    dice = random.Random(3)
    names = [f"s{number}" for number in range(scenes)]
    ends = ["good", "fair", "poor", "bad"]
    nodes = []
    for number, name in enumerate(names):
        is_late = number > scenes - 5
        onward = names[number + 1 :][:3] + (ends[:2] if is_late else [])
        options = [option("a", onward[0], 4, effects=["trust + 1"], recommended=True)]
        for letter in "bc":
            options.append(
                option(
                    letter,
                    dice.choice(onward + ends[2:]),
                    dice.randint(0, 3),
                    effects=[f"stress {dice.choice('+-')} {dice.randint(1, 3)}"],
                    when=dice.choice([[], ["stress < 8"], ["trust >= 4"]]),
                )
            )
        if number in {3, 6}:
            options.append(option("back", names[number - 1], once=True))
        nodes.append(scene(name, *options))
    levels = zip(ends, (3, 2, 1, 0), strict=True)
    return made(
        *nodes,
        *(ending(name, level) for name, level in levels),
        variables=[variable("trust"), variable("stress", start=6)],
        code="T07",
    )


def random_talk(document, dice, most=200):
    """The choices of one blind talk through the engine, with its steps."""
    state, steps = start(document), []
    while not is_finished(document, state) and len(steps) < most:
        steps.append(take(document, state, dice.choice(open_choices(document, state))["id"]))
        state = steps[-1].after
    return steps


def test_950_random_talks_through_the_engine_replay_identically():
    document = winding()
    ends = set()
    for seed in range(950):
        steps = random_talk(document, random.Random(seed))
        again = replay(document, [step.choice for step in steps])
        assert again == steps
        ends.add(steps[-1].after.node)
    assert ends >= {"good", "fair", "poor", "bad"}


@pytest.mark.django_db
def test_50_random_talks_through_the_services_replay_identically():
    page = scenario_page()
    page.scenario.graph = winding(8)
    page.scenario.save_revision().publish()
    for seed in range(50):
        run = start_run(person=PersonFactory(), page=page)
        done = play_out(run, random.Random(seed))
        assert list(faults(done)) == []
    assert Run.objects.finished().count() == 50
    assert len(set(Run.objects.values_list("ending", flat=True))) > 2


@pytest.fixture
def placed(db):
    return scenario_page()


@pytest.fixture
def person(db):
    return PersonFactory()


def halved():
    """The published talk with one of its scenes gone and the other one turned round."""
    text = copy.deepcopy(TEXT)
    text["scenes"] = [
        {
            "id": "one",
            "text": "Зовсім інший початок.",
            "choices": [
                {**TEXT["scenes"][0]["choices"][0], "to": "bad", "recommended": False},
                {
                    **TEXT["scenes"][0]["choices"][2],
                    "to": "good",
                    "critical": "none",
                    "qualities": {"FL-02": 4},
                    "recommended": True,
                },
            ],
        }
    ]
    return from_text(text)


def spoil(placed):
    """Half the nodes are deleted or changed, and that is published."""
    scenario = Scenario.objects.get(pk=placed.scenario_id)
    scenario.graph = halved()
    scenario.save_revision().publish()
    assert ScenarioVersion.objects.count() == 2
    published_document.cache_clear()


def everything(run):
    """All that is stored of a talk."""
    run.refresh_from_db()
    steps = run.steps.order_by("index").values()
    return {name: value for name, value in vars(run).items() if name[0] != "_"}, list(steps)


def test_a_publication_in_the_middle_changes_nothing_for_the_talk(client, placed, person):
    twin = PersonFactory()
    run = talk(person, placed, ["a"])
    undisturbed = talk(twin, placed, ["a", "a"])
    client.force_login(person, BACKEND)
    play = reverse("scenarios:play", args=[run.pk])
    before = client.get(play).context["scene"]

    spoil(placed)

    now = client.get(play).context["scene"]
    assert now == before
    done = take_one(Run.objects.get(pk=run.pk), "a")
    for name in ("ending", "level", "achievement", "is_passed", "is_counted", "version_id"):
        assert getattr(done, name) == getattr(undisturbed, name)
    assert done.version.number == 1
    assert list(faults(done)) == []
    client.post(reverse("scenarios:before", args=[run.pk]), {"skip": "1"})
    debrief = client.get(reverse("scenarios:debrief", args=[run.pk])).text
    assert "Зовсім інший початок" not in debrief
    assert "Що тепер?" in debrief
    call_command("verify_attempts")


def test_a_new_talk_plays_the_new_version(placed, person):
    talk(person, placed, ["c"])
    spoil(placed)
    assert talk(person, placed, ["c"]).ending == "good"


def test_purged_revisions_and_an_unpublished_role_play_change_no_talk(client, placed, person):
    running = talk(person, placed, ["b"])
    finished = talk(PersonFactory(), placed, ["a", "a"])
    spoil(placed)
    before = everything(running), everything(finished)
    assert Revision.objects.for_instance(placed.scenario).count() > 1

    call_command("purge_revisions", days=0)
    Scenario.objects.get().unpublish()
    Revision.objects.for_instance(Scenario.objects.get()).delete()
    published_document.cache_clear()

    assert (everything(running), everything(finished)) == before
    client.force_login(person, BACKEND)
    assert client.get(reverse("scenarios:play", args=[running.pk])).status_code == 200
    done = take_one(Run.objects.get(pk=running.pk), "b")
    assert (done.ending, list(faults(done))) == ("bad", [])
    assert list(faults(Run.objects.get(pk=finished.pk))) == []


def test_a_played_role_play_is_not_deleted_nor_its_page_missed(client, placed, person):
    running = talk(person, placed, ["a"])
    with pytest.raises(Exception, match=r"protected|never deleted"):
        Scenario.objects.get().delete()
    placed.delete()
    done = take_one(Run.objects.get(pk=running.pk), "a")
    assert (done.ending, list(faults(done))) == ("good", [])
    client.force_login(person, BACKEND)
    client.post(reverse("scenarios:before", args=[running.pk]), {"skip": "1"})
    assert client.get(reverse("scenarios:debrief", args=[running.pk])).status_code == 200
