"""For every finding of the checker a small scenario that has it, and the place it must name."""

from collections.abc import Callable
from typing import Any, NamedTuple

from tests.scenarios.documents import (
    choice,
    decision,
    ending,
    healthy,
    healthy_nodes,
    made,
    router,
    scene,
    short_bad_path,
    variable,
)

TRUST = {"variables": [variable("trust")]}
EVEN = ["так само довго", "так само довга", "так само довге"]
LONG_FIRST = ["набагато довша відповідь", "коротка відповідь", "коротка розмова"]


class Sample(NamedTuple):
    make: Callable[[], Any]
    node: str = ""
    choice: str = ""
    max_states: int = 20_000


def with_choices(*choices, **top):
    """One scene with these choices, before a good and a poor ending."""
    return made(scene("s1", *choices), ending("good", 3), ending("poor", 1), **TRUST | top)


def forked(condition, inside="poor"):
    """A decision, then a router: ``condition`` leads to ``inside``, all else to a good ending."""
    return made(
        decision("s1", "r1"),
        router("r1", ([condition], inside), otherwise="good"),
        decision("s2", "good"),
        ending("good", 3),
        ending("poor", 1),
        **TRUST,
    )


def four_decisions(best, texts):
    """Four decisions; ``best`` gives the place of the best choice, ``texts`` the words."""
    scenes = []
    for number in range(4):
        onward = f"s{number + 1}" if number < 3 else "good"
        options = [
            choice("abc"[place], onward, 4 if place == best[number] else 1, text=text)
            for place, text in enumerate(texts[number])
        ]
        scenes.append(scene(f"s{number}", *options))
    return made(*scenes, ending("good", 3))


def spokes(count=6):
    """A hub with scored scenes around it, to be visited in any order and as often as one likes."""
    scenes = [
        scene(f"s{number}", choice("a", "hub", 4), choice("b", "hub", 1)) for number in range(count)
    ]
    ways = [choice(f"c{number}", f"s{number}") for number in range(count)]
    return made(scene("hub", *ways, choice("end", "good")), *scenes, ending("good", 3))


def first_choice(**changes):
    document = healthy()
    document["nodes"]["s1"]["choices"][0].update(changes)
    return document


def scenes_saying(text):
    document = healthy()
    for name in ("s1", "s2", "s3", "s4"):
        document["nodes"][name]["text"] = text
    return document


def routed_nowhere():
    document = healthy()
    document["nodes"]["fork"]["else"] = ""
    return document


def stuck_at_the_second():
    return made(
        decision("s1", "s2"),
        scene("s2", choice("a", "good", when=["trust >= 5"])),
        ending("good", 3),
        **TRUST,
    )


def trapped_after_b():
    return made(
        scene("s1", choice("a", "good"), choice("b", "s2")),
        scene("s2", choice("a", "s3")),
        scene("s3", choice("a", "s2")),
        ending("good", 3),
    )


def routers_in_a_ring():
    return made(
        decision("s1", "r1"),
        router("r1", (["trust > 5"], "r2"), otherwise="good"),
        router("r2", otherwise="r1"),
        ending("good", 3),
        **TRUST,
    )


def clamped_twice():
    return made(
        scene("s1", choice("a", "s2", effects=["trust + 5", "trust + 1"])),
        scene("s2", choice("a", "good", when=["trust > 1"])),
        ending("good", 3),
        **TRUST,
    )


def good_end_without_a_decision():
    return made(
        scene("s1", choice("a", "good"), choice("b", "s2")),
        decision("s2", "s3"),
        decision("s3", "good"),
        ending("good", 3),
        **TRUST,
    )


def fine_but_too_little():
    return made(
        scene("s1", choice("a", "good", 4), choice("b", "fine", 2)),
        ending("good", 3),
        ending("fine", 2),
    )


def detour():
    return made(
        scene("s1", choice("a", "s2", 4), choice("b", "s3", 1)),
        scene("s2", choice("go", "good"), choice("on", "s3")),
        scene("s3", choice("a", "good", 2), choice("b", "good", 1)),
        ending("good", 3),
    )


def recommended_aside():
    return made(
        scene("s1", choice("a", "good", 4, recommended=True), choice("b", "s2", 1)),
        scene("s2", choice("a", "good", recommended=True)),
        ending("good", 3),
    )


def three_required_of_two():
    required = {"FL-02": {"share": 60, "decisions": 3}}
    return made(
        decision("s1", "s2"),
        decision("s2", "good"),
        ending("good", 3),
        **TRUST,
        **{"pass": {"level": 2, "achievement": 60, "competencies": required}},
    )


SAMPLES = {
    "start_missing": Sample(lambda: healthy(start="s9")),
    "target_missing": Sample(lambda: first_choice(to="s9"), "s1", "a"),
    "route_missing": Sample(routed_nowhere, "fork"),
    "unlinked": Sample(lambda: made(*healthy_nodes(), decision("lost", "good"), **TRUST), "lost"),
    "unlinked_only_ending": Sample(
        lambda: made(*healthy_nodes(), ending("fair", 2), **TRUST), "fair"
    ),
    "no_choices": Sample(lambda: made(scene("s1"), ending("good", 3)), "s1"),
    "all_closed": Sample(stuck_at_the_second, "s2"),
    "trap": Sample(trapped_after_b, "s1", "b"),
    "no_ending": Sample(lambda: made(scene("s1", choice("a", "s1")), ending("good", 3))),
    "endless_routers": Sample(routers_in_a_ring, "r1"),
    "idle_loop": Sample(lambda: with_choices(choice("again", "s1"), choice("a", "good")), "s1"),
    "choice_never_open": Sample(
        lambda: with_choices(choice("a", "good"), choice("b", "good", when=["trust > 5"])),
        "s1",
        "b",
    ),
    "rule_never_used": Sample(lambda: forked("trust > 8"), "r1"),
    "never_reached": Sample(lambda: forked("trust > 8", "s2"), "s2"),
    "ending_never_reached": Sample(lambda: forked("trust > 8"), "poor"),
    "condition_always_true": Sample(
        lambda: with_choices(choice("a", "good", when=["trust >= 5"])), "s1", "a"
    ),
    "rule_always_true": Sample(lambda: forked("trust > 2"), "r1"),
    "idle_effect": Sample(clamped_twice, "s1", "a"),
    "variable_never_read": Sample(
        lambda: healthy(variables=[variable("trust"), variable("hidden", shown="never")])
    ),
    "variable_never_set": Sample(lambda: healthy(variables=[variable("trust"), variable("idle")])),
    "too_few_decisions": Sample(good_end_without_a_decision, "good"),
    "competency_never_scored": Sample(lambda: healthy(competencies=["FL-02", "FL-09"])),
    "competency_not_promised": Sample(lambda: healthy(competencies=[])),
    "nobody_can_pass": Sample(
        lambda: with_choices(choice("a", "poor", 4), choice("b", "good", 3, critical="error"))
    ),
    "gates_never_together": Sample(three_required_of_two),
    "good_ending_below_mark": Sample(fine_but_too_little, "fine"),
    "bad_ending_reaches_mark": Sample(
        lambda: with_choices(choice("a", "good", 4), choice("b", "poor", 3)), "poor"
    ),
    "short_path_full_marks": Sample(short_bad_path, "left-early"),
    "detour_full_marks": Sample(detour, "good"),
    "recommended_missing": Sample(lambda: with_choices(choice("a", "good", 4)), "s1"),
    "recommended_closed": Sample(
        lambda: with_choices(
            choice("a", "good", 4, recommended=True, when=["trust > 5"]), choice("b", "good", 2)
        ),
        "s1",
    ),
    "recommended_twice": Sample(
        lambda: with_choices(
            choice("a", "good", 4, recommended=True), choice("b", "good", 4, recommended=True)
        ),
        "s1",
    ),
    "recommended_loop": Sample(
        lambda: with_choices(choice("a", "s1", recommended=True), choice("b", "good")), "s1"
    ),
    "recommended_broken": Sample(
        lambda: with_choices(choice("a", "s9", recommended=True), choice("b", "good")), "s1"
    ),
    "recommended_not_best": Sample(
        lambda: with_choices(choice("a", "good", 4), choice("b", "good", 3, recommended=True)),
        "s1",
        "b",
    ),
    "recommended_lower_ending": Sample(
        lambda: with_choices(choice("a", "good", 3), choice("b", "poor", 4, recommended=True)),
        "poor",
    ),
    "recommended_off_path": Sample(recommended_aside, "s2", "a"),
    "mixed_competencies": Sample(lambda: first_choice(qualities={"FL-03": 4}), "s1"),
    "mixed_weights": Sample(lambda: first_choice(weight=2), "s1"),
    "equal_qualities": Sample(
        lambda: with_choices(choice("a", "good", 3), choice("b", "poor", 3)), "s1"
    ),
    "no_good_choice": Sample(lambda: first_choice(qualities={"FL-02": 2}), "s1"),
    "critical_with_quality": Sample(lambda: first_choice(critical="error"), "s1", "a"),
    "longest_is_best": Sample(lambda: four_decisions([0, 0, 0, 0], [LONG_FIRST] * 4)),
    "first_is_best": Sample(lambda: four_decisions([0, 0, 0, 0], [EVEN] * 4)),
    "absolute_words": Sample(
        lambda: four_decisions(
            [0, 1, 2, 0],
            [[EVEN[0], "Ніколи так", "Завжди так"], ["Always", *EVEN[:2]], EVEN, EVEN],
        )
    ),
    "uneven_lengths": Sample(lambda: first_choice(text="слово " * 12), "s1"),
    "empty_text": Sample(lambda: first_choice(text="  "), "s1", "a"),
    "long_scene": Sample(lambda: scenes_saying("слово – " * 121), "s1"),
    "long_choice": Sample(lambda: first_choice(text="ось " * 31), "s1", "a"),
    "no_feedback": Sample(lambda: first_choice(feedback=" "), "s1", "a"),
    "long_path": Sample(lambda: scenes_saying("слово " * 900)),
    "short_path": Sample(lambda: with_choices(choice("a", "good", 4))),
    "personal_data": Sample(lambda: first_choice(reaction="Мій код 3184710691."), "s1", "a"),
    "passed_by_chance": Sample(lambda: healthy(**{"pass": {"level": 1, "achievement": 0}})),
    "not_exhaustive": Sample(healthy, max_states=3),
    "totals_estimated": Sample(spokes, max_states=50),
}
