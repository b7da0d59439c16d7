"""A06, A07: what a person says of themselves is on no page of those above them.

Every address the resolver knows is opened as each of them, so a new one is walked too.
"""

import json
import re
import uuid

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from wagtail.models import GroupPagePermission, Page

from assessments.reflections.models import (
    PrivateNote,
    SelfAnswer,
    SelfAssessment,
    Share,
    Statement,
)
from assessments.reflections.services.notes import write_note
from assessments.reflections.services.sharing import share
from modules.queries import page_url
from tests.factories import reflections as make
from tests.factories import tree
from tests.factories.people import (
    OrgUnitFactory,
    PersonFactory,
    PostingFactory,
    RoleGrantFactory,
)
from training.curriculum.permissions import TEAMS
from training.people.services import ensure_group

PRIVATE = (SelfAssessment, SelfAnswer, Share, PrivateNote)
PRIVATE_TABLES = tuple(model._meta.db_table for model in PRIVATE)
CANARY = "канарка-що-мовчить"
# 3.81 and 2.48 come from seven statements: no other page has them by chance.
FINISHED = {f"SA-FL-71-{number}": score for number, score in enumerate([3, 3, 3, 3, 3, 3, 2])}
DRAFTED = {f"SA-FL-71-{number}": score for number, score in enumerate([3, 2, 1, 3, 2, 1, 1])}
SCORE = re.compile(r"(?<![\d.,:])3[.,]81(?!\d)")  # not the seconds of a timestamp

OWN = "reflections"  # walked by itself below: there one meets one's own
LEAVES_THE_SESSION = ("logout", "sign-out")


@pytest.fixture
def learner_with_canaries(db):
    """Somebody with a draft, a finished self-assessment, one shared line and a note."""
    top = OrgUnitFactory()
    bureau = OrgUnitFactory(parent=top)
    person = PersonFactory(surname="Кенар")
    PostingFactory(person=person, unit=bureau)
    colleague = RoleGrantFactory(role="manager", unit=bureau).person
    make.competency("FL-71")
    for code in FINISHED:
        make.statement(code, text=f"щось інше {code}")  # what editors see is no secret
    step = make.self_assessment_page("FL-71")
    finished = make.finished(
        person, FINISHED, step_key=step.translation_key, moment="before", days_ago=3
    )
    draft = make.begun(person, DRAFTED)
    for one in (finished, draft):
        for row in one.statements:
            row["text"] = {"uk": f"{CANARY} {row['code']}"}
        one.save()
    prompt = uuid.uuid4()
    body = [{"type": "reflection", "id": str(prompt), "value": {"prompt": "Що сказали?"}}]
    lesson = tree.lesson(tree.module("T2"), body=json.dumps(body))
    write_note(person=person, page_key=lesson.translation_key, prompt_id=prompt, text=CANARY)
    shared = share(person=person, key=finished.key, competency="FL-71", recipient_id=colleague.pk)
    return {
        "person": person,
        "bureau": bureau,
        "top": top,
        "colleague": colleague,
        "finished": finished,
        "draft": draft,
        "shared": shared,
        "step": step,
        "statement": Statement.objects.get(code="SA-FL-71-0"),
    }


GROUPS = {"trainer": ["trainers"], "editor": ["editors", "reviewers"]}
IN_THE_EDITOR = ("trainer", "editor", "superuser")
VIEWERS = ("colleague", "manager", "hr", "administrator", *IN_THE_EDITOR)


def give_groups(person, who):
    """What loading the curriculum gives the groups of the CMS, over every page."""
    for code in GROUPS.get(who, ()):
        team = TEAMS[code]
        group = ensure_group(team.name)
        for name in team.model_permissions():
            app, _, codename = name.partition(".")
            group.permissions.add(
                Permission.objects.get(content_type__app_label=app, codename=codename)
            )
        for action in team.pages:
            GroupPagePermission.objects.create(
                group=group,
                page=Page.get_first_root_node(),
                permission=Permission.objects.get(
                    content_type__app_label="wagtailcore", codename=f"{action}_page"
                ),
            )
        person.groups.add(group)


@pytest.fixture
def viewer(client, request, learner_with_canaries):
    """A client of somebody who may see much; the colleague is the one an item is shared with."""
    who, place = request.param, learner_with_canaries
    person = (
        place["colleague"] if who == "colleague" else PersonFactory(superuser=who == "superuser")
    )
    if who in {"manager", "hr", "administrator", "trainer"}:
        unit = place["top"] if who == "administrator" else place["bureau"]
        RoleGrantFactory(person=person, role=who, unit=unit)
    give_groups(person, who)
    client.force_login(person)
    client.raise_request_exception = False
    client.who = who
    return client


def patterns(resolver=None, prefix="", names=()):
    """Every address of the product: (what leads to it, its pattern, its parts)."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, route, (*names, entry.namespace or ""))
        elif isinstance(entry, URLPattern):
            yield (*names, entry.name or ""), route


PART = re.compile(r"<(?:(\w+):)?(\w+)>")


def addresses(place):
    """Each pattern with parts that mean something there."""
    for names, route in patterns():
        if OWN in names or any(word in route for word in LEAVES_THE_SESSION):
            continue
        if "(?P<" in route:  # a regular expression
            route = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"<str:\1>", route)
            route = re.sub(r"[\^$]|\\Z|\\", "", route)
        yield "/" + PART.sub(lambda part, route=route: value(place, route, *part.groups()), route)


def value(place, route, kind, name):
    if kind == "int" or name in {"pk", "object_id"} or name.endswith("_id"):
        what = "statement" if "statement" in route else "step" if "pages" in route else "person"
        return str(place[what].pk)
    if kind == "uuid":
        return str(place["step"].translation_key if "learn" in route else place["finished"].key)
    if name == "path":
        return ""
    if "app" in name:
        return "reflections"
    return "selfassessmentpage" if "model" in name else "FL-71"


class Watch:
    """Stands between Django and the database; ``read`` are the statements about private tables."""

    def __init__(self):
        self.read = []

    def __call__(self, execute, sql, params, many, context):
        if any(f'"{table}"' in sql for table in PRIVATE_TABLES):
            self.read.append(sql)
        return execute(sql, params, many, context)


def look(client, address, place):
    """Opens ``address``; returns its status. Fails with what leaks."""
    watch = Watch()
    with connection.execute_wrapper(watch):
        response = client.get(address)
        content = b"".join(response) if response.streaming else response.content
    assert watch.read == [], f"{address} reads {watch.read[0][:200]}"
    text = re.sub(r"<svg.*?</svg>", "", content.decode(errors="replace"), flags=re.S)
    for secret in (CANARY, str(place["finished"].key), str(place["draft"].key)):
        assert secret not in text or secret in address, f"{address} shows {secret}"
    assert not SCORE.search(text), f"{address} shows the score"
    return response.status_code


@pytest.mark.parametrize("viewer", VIEWERS, indirect=True)
def test_a06_a07_no_address_of_the_product_reads_or_shows_it(viewer, learner_with_canaries):
    every = list(addresses(learner_with_canaries))
    editor = [address for address in every if address.startswith("/cms/")]
    others = [address for address in every if not address.startswith("/cms/")]
    assert (len(editor) > 500, len(others) > 80) == (True, True), "it looks in the wrong place"
    if viewer.who not in IN_THE_EDITOR:
        assert viewer.get("/cms/").status_code == 302
        editor = []
    statuses = [look(viewer, address, learner_with_canaries) for address in [*others, *editor]]
    assert statuses.count(200) > (100 if editor else 10)
    assert SelfAnswer.objects.count() == len(FINISHED) + len(DRAFTED)


@pytest.mark.django_db
def test_the_watch_sees_each_private_table():
    for model in PRIVATE:
        watch = Watch()
        with connection.execute_wrapper(watch):
            model.objects.count()
        assert len(watch.read) == 1, model


@pytest.mark.parametrize("viewer", VIEWERS, indirect=True)
def test_a07_ones_own_pages_show_nothing_of_others_but_what_was_shared(
    viewer, learner_with_canaries
):
    place = learner_with_canaries
    step = page_url(place["step"])
    pages = [step, *(reverse(f"reflections:{name}") for name in ("mine", "self_assessments"))]
    for address in [*pages, reverse("reflections:download")]:
        assert CANARY not in viewer.get(address).content.decode()
    item = reverse("reflections:shared_item", args=[place["finished"].key, "FL-71"])
    is_colleague = viewer.who == "colleague"
    listed = viewer.get(reverse("reflections:shared")).content.decode()
    assert CANARY not in listed
    assert (item in listed) is is_colleague
    response = viewer.get(item)
    assert response.status_code == (200 if is_colleague else 404)
    assert (CANARY in response.content.decode()) is is_colleague
    for name in ("answer", "result", "finish", "delete_self_assessment"):
        for one in ("draft", "finished"):
            address = reverse(f"reflections:{name}", args=[place[one].key])
            assert viewer.get(address).status_code == 404


@pytest.mark.parametrize("viewer", IN_THE_EDITOR, indirect=True)
def test_a13_searching_in_the_editor_finds_nothing_of_it(viewer, learner_with_canaries):
    for address in ("/cms/pages/search/", "/cms/snippets/reflections/statement/"):
        watch = Watch()
        with connection.execute_wrapper(watch):
            html = viewer.get(address, {"q": CANARY}).content.decode()
        assert watch.read == []
        assert f"{CANARY} SA-FL" not in html
