"""Drafts on authors' desks, and forms filled in as a browser fills them in."""

from html.parser import HTMLParser

from django.contrib.auth.models import Permission
from django.urls import reverse

from assessments.scenarios.models import Scenario
from assessments.scenarios.services.drafts import draft_of
from tests.factories.modules import CompetencyFactory
from tests.factories.people import PersonFactory
from tests.factories.tree import locale
from tests.scenarios.documents import choice, decision, ending, made, scene, variable


def author(*codenames, **fields):
    person = PersonFactory(**fields)
    wanted = ("access_admin", *(codenames or ("change_scenario", "add_scenario")))
    person.user_permissions.set(Permission.objects.filter(codename__in=wanted))
    return person


def small(**top):
    """Two decisions, a good ending and a bad one."""
    settings = {"title": "Лист із суду", "variables": [variable("trust", label="Довіра")]}
    return made(
        scene(
            "one",
            choice("a", "two", 4, recommended=True, effects=["trust + 2"]),
            choice("b", "out", 0, when=["trust >= 3"]),
            title="Початок",
        ),
        decision("two", "good"),
        ending("good", 3, title="Добре"),
        ending("out", 0, title="Пішла"),
        **settings | top,
    )


def large(scenes, choices=3):
    """A chain of scenes with several replies each, and two endings."""
    names = [f"s{number}" for number in range(scenes)]
    following = [*names[1:], "good"]
    nodes = [
        scene(
            name,
            choice("a", onward, 4, recommended=True, effects=["trust + 1"], move="affirm"),
            *(
                choice(f"x{number}", "poor" if number else onward, number, when=["trust >= 2"])
                for number in range(choices - 1)
            ),
            title=f"Сцена номер {name}",
            speaker="Ганна",
        )
        for name, onward in zip(names, following, strict=True)
    ]
    return made(*nodes, ending("good", 3), ending("poor", 1), variables=[variable("trust")])


def draft(document=None, person=None, **fields):
    """A role-play with one revision, as the editor makes it."""
    document = document or small()
    created = Scenario(
        code=document["code"], title=document["title"], graph=document, locale=locale(), **fields
    )
    created.live = False
    created.save()
    created.save_revision(user=person)
    return created


def competencies(*codes):
    for code in codes or ("FL-02", "FL-03"):
        CompetencyFactory(code=code, name=f"Вміння {code}")


def url(name, scenario, *args):
    return reverse(f"scenario_admin:{name}", args=[scenario.pk, *args])


def document_of(scenario):
    return draft_of(Scenario.objects.get(pk=scenario.pk)).document


def token(scenario):
    now = draft_of(Scenario.objects.get(pk=scenario.pk))
    return f"{now.revision_id or ''}|{now.stamp}"


class _Forms(HTMLParser):
    """Reads every form of a page: action → name → values, as a browser would send them."""

    def __init__(self):
        super().__init__()
        self.forms, self.inputs = {}, 0
        self._fields, self._select, self._area, self._option = None, None, None, None

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag in {"input", "select", "textarea"}:
            self.inputs += 1
        if tag == "form":
            self._fields = self.forms.setdefault(given.get("action", ""), {})
        is_named = self._select if tag == "option" else given.get("name")
        if self._fields is None or not is_named:
            return
        name, kind = given.get("name"), given.get("type", "text")
        if tag == "input" and (kind not in {"checkbox", "radio"} or "checked" in given):
            self._fields[name] = given.get("value", "on" if kind == "checkbox" else "")
        elif tag == "select":
            self._select = name
        elif tag == "textarea":
            self._area, self._fields[name] = name, ""
        elif tag == "option" and ("selected" in given or self._select not in self._fields):
            self._fields[self._select] = given.get("value", "")

    def handle_endtag(self, tag):
        if tag == "form":
            self._fields = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            if self._fields is not None and self._area:
                self._fields[self._area] = self._fields[self._area].removeprefix("\n")
            self._area = None

    def handle_data(self, data):
        if self._area and self._fields is not None:
            self._fields[self._area] += data


def read(response):
    parser = _Forms()
    parser.feed(response.text)
    return parser


def filled(response, action):
    """What a browser would post from the form with this action, were it sent untouched."""
    return dict(read(response).forms[action])
