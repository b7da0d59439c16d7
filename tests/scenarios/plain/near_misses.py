"""For every finding a scenario that is next to having it, and has not."""

from tests.scenarios.documents import (
    choice,
    decision,
    ending,
    healthy,
    healthy_nodes,
    made,
    router,
    scene,
    variable,
)
from tests.scenarios.samples import (
    EVEN,
    LONG_FIRST,
    TRUST,
    first_choice,
    forked,
    four_decisions,
    scenes_saying,
    with_choices,
)


def talk_of(count, **top):
    """So many decisions, then a good ending."""
    nodes = [decision(f"s{n}", f"s{n + 1}" if n + 1 < count else "good") for n in range(count)]
    return made(*nodes, ending("good", 3), **TRUST | top)


def closed_behind_a_door():
    """The closed scene lies behind a router that lets nobody in who would find it closed."""
    return made(
        decision("s1", "r1"),
        router("r1", (["trust < 5"], "good"), otherwise="s2"),
        scene("s2", choice("a", "good", when=["trust >= 5"])),
        ending("good", 3),
        **TRUST,
    )


def ring_with_a_way_out():
    return made(
        scene("s1", choice("a", "good"), choice("b", "s2")),
        scene("s2", choice("a", "s3")),
        scene("s3", choice("a", "s2"), choice("b", "good")),
        ending("good", 3),
    )


def routers_one_after_the_other():
    return made(
        decision("s1", "r1"),
        router("r1", (["trust > 5"], "r2"), otherwise="good"),
        router("r2", otherwise="good"),
        ending("good", 3),
        **TRUST,
    )


def a_loop_that_changes():
    return with_choices(
        choice("again", "s1", effects=["trust + 1"], when=["trust < 9"]), choice("a", "good")
    )


def opened_by_a_first_visit():
    return made(
        scene("s1", choice("a", "s2", effects=["trust + 1"])),
        scene("s2", choice("a", "good"), choice("b", "good", when=["trust > 5"])),
        ending("good", 3),
        **TRUST,
    )


def open_on_one_of_two_ways():
    return made(
        scene("s1", choice("a", "s2", effects=["trust + 1"]), choice("b", "s2")),
        scene("s2", choice("a", "good"), choice("b", "good", when=["trust > 5"])),
        ending("good", 3),
        **TRUST,
    )


def required(decisions):
    needed = {"FL-02": {"share": 60, "decisions": decisions}}
    return talk_of(2, **{"pass": {"level": 2, "achievement": 60, "competencies": needed}})


def ways_to_two_ends(good, other, **extra):
    """One decision: the first reply leads to the good ending, the other to the poor one."""
    return with_choices(choice("a", "good", good), choice("b", "poor", other), **extra)


def partly(quality):
    return made(
        scene("s1", choice("a", "good", 4), choice("b", "fine", quality)),
        ending("good", 3),
        ending("fine", 2),
    )


def recommended_by(*marks, **first):
    """Two replies to the good ending, worth 4 and 3; ``marks`` says which are recommended."""
    return with_choices(
        choice("a", "good", 4, recommended="a" in marks, **first),
        choice("b", "good", 3, recommended="b" in marks),
    )


def words_in(text):
    return first_choice(text=text)


def two_detours():
    """Both ways to the good ending earn as much as there is."""
    return made(
        scene("s1", choice("a", "s2", 4), choice("b", "s3", 4)),
        scene("s2", choice("go", "good")),
        scene("s3", choice("go", "good")),
        ending("good", 3),
    )


NEAR = {
    "start_missing": healthy,
    "target_missing": lambda: first_choice(to="s4"),
    "route_missing": healthy,
    "unlinked": lambda: made(
        decision("s1", "lost"), decision("lost", "good"), ending("good", 3), **TRUST
    ),
    "unlinked_only_ending": lambda: made(*healthy_nodes(), ending("again", 3), **TRUST),
    "no_choices": lambda: made(scene("s1", choice("a", "good")), ending("good", 3)),
    "all_closed": closed_behind_a_door,
    "trap": ring_with_a_way_out,
    "no_ending": lambda: made(
        scene("s1", choice("a", "s1"), choice("b", "good")), ending("good", 3)
    ),
    "endless_routers": routers_one_after_the_other,
    "idle_loop": a_loop_that_changes,
    "choice_never_open": opened_by_a_first_visit,
    "rule_never_used": lambda: forked("trust > 5"),
    "never_reached": lambda: forked("trust > 5", "s2"),
    "ending_never_reached": lambda: forked("trust > 5"),
    "condition_always_true": open_on_one_of_two_ways,
    "rule_always_true": lambda: forked("trust > 4"),
    "idle_effect": opened_by_a_first_visit,
    "variable_never_read": lambda: healthy(
        variables=[variable("trust"), variable("hidden", shown="debrief")]
    ),
    "variable_never_set": healthy,
    "too_few_decisions": lambda: talk_of(2),
    "competency_never_scored": lambda: healthy(competencies=["FL-02"]),
    "competency_not_promised": lambda: healthy(competencies=["FL-02"]),
    "nobody_can_pass": lambda: with_choices(
        choice("a", "poor", 4), choice("b", "good", 3), choice("c", "good", 3, critical="error")
    ),
    "gates_never_together": lambda: required(2),
    "good_ending_below_mark": lambda: partly(3),
    "bad_ending_reaches_mark": lambda: ways_to_two_ends(4, 2),
    "short_path_full_marks": lambda: ways_to_two_ends(4, 3),
    "detour_full_marks": two_detours,
    "recommended_missing": lambda: recommended_by("a"),
    "recommended_closed": lambda: recommended_by("a", when=["trust >= 5"]),
    "recommended_twice": lambda: recommended_by("a"),
    "recommended_loop": lambda: with_choices(
        choice("a", "s1", recommended=True, once=True), choice("b", "good", recommended=False)
    ),
    "recommended_broken": lambda: with_choices(
        choice("a", "good", recommended=True), choice("b", "s9")
    ),
    "recommended_not_best": lambda: recommended_by("a"),
    "recommended_lower_ending": lambda: with_choices(
        choice("a", "good", 4, recommended=True), choice("b", "poor", 3)
    ),
    "recommended_off_path": healthy,
    "mixed_competencies": lambda: with_choices(
        choice("a", "good", 4), choice("b", "good", 3), choice("leave", "poor")
    ),
    "mixed_weights": lambda: with_choices(
        choice("a", "good", 4, weight=2), choice("b", "good", 3, weight=2), choice("c", "poor")
    ),
    "equal_qualities": lambda: with_choices(choice("a", "good", 3), choice("b", "poor", 2)),
    "no_good_choice": lambda: first_choice(qualities={"FL-02": 3}),
    "critical_with_quality": lambda: first_choice(critical="error", qualities={"FL-02": 1}),
    "longest_is_best": lambda: four_decisions([0, 0, 0, 1], [LONG_FIRST] * 4),
    "first_is_best": lambda: four_decisions([0, 0, 0, 1], [EVEN] * 4),
    "absolute_words": lambda: four_decisions(
        [0, 1, 2, 0],
        [["Завжди так", "Ніколи так", EVEN[0]], ["Always", *EVEN[:2]], EVEN, EVEN],
    ),
    "uneven_lengths": lambda: words_in("так само довго, як усі"),
    "empty_text": lambda: words_in("Ні, це саме та відповідь"),
    "long_scene": lambda: scenes_saying("слово – " * 120),
    "long_choice": lambda: words_in("ось " * 30),
    "no_feedback": lambda: first_choice(feedback="."),
    "long_path": lambda: scenes_saying("слово " * 800),
    "short_path": lambda: scenes_saying("слово " * 90),
    "personal_data": lambda: first_choice(reaction="Код 31847106, телефон 0 800 213 103."),
    "passed_by_chance": healthy,
    "not_exhaustive": healthy,
    "totals_estimated": healthy,
}
