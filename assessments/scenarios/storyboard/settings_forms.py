"""The brief as forms: who the client is, what is trained, when it is passed, which meters move."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from assessments.scenarios import grammar
from assessments.scenarios.document import VARIABLE_DEFAULTS, complete
from assessments.scenarios.findings import sentence
from assessments.scenarios.grammar import Document, PassRule, Variable
from assessments.scenarios.maps.layout import title_of
from assessments.scenarios.shape import conditions, parse_problems
from assessments.scenarios.storyboard import words
from assessments.scenarios.storyboard.fields import Kept, Lines, Number, Picked, PlainText
from assessments.scenarios.storyboard.naming import slug, unique

MOST_VARIABLES = 12
LONGEST_KEY = 24


class BriefForm(forms.Form):
    title = PlainText(150, label=gettext_lazy("Title"), required=True)
    summary = PlainText(2000, rows=3, label=gettext_lazy("What it is about"))
    role = PlainText(500, rows=2, label=gettext_lazy("Who the learner is here"))
    channel = Picked(words.CHANNELS, label=gettext_lazy("How they talk"))
    place = PlainText(200, label=gettext_lazy("Place and time"))
    client_name = PlainText(120, label=gettext_lazy("Client: name"))
    client_age = forms.IntegerField(
        label=gettext_lazy("Client: age"), min_value=0, max_value=120, required=False
    )
    client_about = PlainText(1000, rows=3, label=gettext_lazy("Client: what is known beforehand"))
    warning = PlainText(
        500, rows=2, label=gettext_lazy("Warning about hard subjects, shown before the talk")
    )
    difficulty = Picked(words.DIFFICULTIES, label=gettext_lazy("Difficulty"))
    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), min_value=1, max_value=180)
    level = Picked(words.LEVELS, label=gettext_lazy("Passed from this ending up"))
    achievement = forms.IntegerField(
        label=gettext_lazy("Least share of the points, in per cent"), min_value=0, max_value=100
    )

    def part(self) -> dict[str, Any]:
        """These fields as the document keeps them."""
        data = self.cleaned_data
        client = {name: data[f"client_{name}"] for name in ("name", "age", "about")}
        apart = {"level", "achievement", "client_name", "client_age", "client_about"}
        plain = {name: value for name, value in data.items() if name not in apart}
        return {**plain, "client": client}


class CompetencyForm(forms.Form):
    """One competency of the framework: trained here or not, required or not."""

    trained = forms.BooleanField(label=gettext_lazy("trained here"), required=False)
    required = forms.BooleanField(label=gettext_lazy("needed to pass"), required=False)
    share = forms.IntegerField(
        label=gettext_lazy("share, %"), min_value=0, max_value=100, required=False
    )
    decisions = forms.IntegerField(
        label=gettext_lazy("decisions"), min_value=0, max_value=50, required=False
    )

    def __init__(self, code: str, name: str, document: Document, data: Any) -> None:
        needed = document["pass"]["competencies"].get(code)
        initial = {
            "trained": code in document["competencies"],
            "required": needed is not None,
            "share": needed["share"] if needed else grammar.REQUIRED_SHARE,
            "decisions": needed["decisions"] if needed else grammar.REQUIRED_DECISIONS,
        }
        super().__init__(data, prefix=f"competency-{code}", initial=initial)
        self.code, self.name = code, name

    def requirement(self) -> grammar.Requirement:
        share, decisions = self.cleaned_data["share"], self.cleaned_data["decisions"]
        return {
            "share": grammar.REQUIRED_SHARE if share is None else share,
            "decisions": grammar.REQUIRED_DECISIONS if decisions is None else decisions,
        }


class VariableForm(forms.Form):
    """A meter. Its key is made from the first label and stays, since conditions name it."""

    key = Kept(grammar.VARIABLE_KEY)
    label = PlainText(60, label=gettext_lazy("Name of the meter"))
    kind = Picked(words.KINDS_OF_VARIABLE, label=pgettext_lazy("meter", "Kind"), initial="meter")
    min = Number(label=gettext_lazy("least"), initial=0)
    max = Number(label=gettext_lazy("greatest"), initial=10)
    start = Number(label=gettext_lazy("at the start"), initial=5)
    shown = Picked(words.SHOWN, label=gettext_lazy("Shown to the learner"), initial="never")
    better = Picked(words.BETTER, label=gettext_lazy("Direction"), initial="high")
    words = Lines(60, 3, label=gettext_lazy("Words for low, middle and high, one a line"))
    band_from = Number(label=gettext_lazy("wished at the end: from"), required=False)
    band_to = Number(label=gettext_lazy("up to"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.errors or not data.get("label"):
            return data
        low, high = data["min"], data["max"]
        if data["kind"] == "flag" and (low, high) != (0, 1):
            self.add_error("kind", _("Yes or no goes from 0 to 1."))
        elif low >= high:
            self.add_error("max", _("The greatest value must be above the least."))
        elif not low <= data["start"] <= high:
            self.add_error("start", _("The start must lie between the least and the greatest."))
        if len(data["words"]) not in {0, 3}:
            self.add_error("words", _("Give three words or none."))
        self._check_band(data)
        return data

    def _check_band(self, data: dict[str, Any]) -> None:
        low, high = data["band_from"], data["band_to"]
        if (low is None) != (high is None):
            self.add_error("band_to", _("Give both ends of the wished band, or none."))
        elif low is not None and not data["min"] <= low <= high <= data["max"]:
            self.add_error("band_to", _("The wished band must lie within the meter."))

    def variable(self, key: str) -> Variable:
        data = self.cleaned_data
        band = [] if data["band_from"] is None else [data["band_from"], data["band_to"]]
        names = ("label", "min", "max", "start", "kind", "shown", "better", "words")
        return cast(Variable, {"key": key, **{name: data[name] for name in names}, "band": band})


class VariableForms(BaseFormSet):
    def clean(self) -> None:
        """A meter without a name is no meter; the blank row at the end is left alone."""
        for form in self.forms:
            named = form.cleaned_data.get("label") if form.is_valid() else True
            if form.is_valid() and form.has_changed() and not named and not self._goes(form):
                raise ValidationError(_("Every meter needs a name."))

    def _goes(self, form: forms.Form) -> bool:
        return bool(form.cleaned_data.get("DELETE"))

    def variables(self) -> list[Variable]:
        kept = [
            form for form in self.forms if form.cleaned_data.get("label") and not self._goes(form)
        ]
        taken = {form.cleaned_data["key"] for form in kept if form.cleaned_data.get("key")}
        made = []
        for form in kept:
            key = form.cleaned_data.get("key")
            if not key:
                key = _key(form.cleaned_data["label"], taken)
                taken.add(key)
            made.append(form.variable(key))
        return made


class Settings:
    """All forms of the brief over one document.

    ``result`` is the document with what was typed, once each field is valid by itself; ``problems``
    say what is wrong with it as a whole.
    """

    def __init__(self, document: Document, framework: Mapping[str, str], data: Any = None) -> None:
        self.document = document
        self.problems: list[str] = []
        self.result: Document | None = None
        client = {f"client_{name}": value for name, value in document["client"].items()}
        rule = {name: document["pass"][name] for name in ("level", "achievement")}
        self.brief = BriefForm(data, prefix="brief", initial={**document, **client, **rule})
        used = dict.fromkeys([*document["competencies"], *document["pass"]["competencies"]])
        names = {**framework, **{code: code for code in used if code not in framework}}
        self.competencies = [
            CompetencyForm(code, name, document, data) for code, name in names.items()
        ]
        made = formset_factory(
            VariableForm,
            formset=VariableForms,
            extra=1,
            max_num=MOST_VARIABLES,
            absolute_max=MOST_VARIABLES,
            can_delete=True,
        )
        initial = _initial(document["variables"])
        self.variables = cast(VariableForms, made(data, prefix="variables", initial=initial))

    def is_valid(self) -> bool:
        parts: list[Any] = [self.brief, *self.competencies, self.variables]
        if not all([part.is_valid() for part in parts]):  # noqa: C419  each shows its faults
            return False
        self.result = result = self._result()
        self.problems = still_used(self.document, result["variables"]) or [
            f"{sentence(fault)} ({fault.path})" for fault in parse_problems(complete(result))
        ]
        return not self.problems

    @property
    def trained(self) -> int:
        return sum(bool(form["trained"].value()) for form in self.competencies)

    def _result(self) -> Document:
        rule: PassRule = {
            "level": self.brief.cleaned_data["level"],
            "achievement": self.brief.cleaned_data["achievement"],
            "competencies": {
                form.code: form.requirement()
                for form in self.competencies
                if form.cleaned_data["required"]
            },
        }
        parts = {
            **self.brief.part(),
            "competencies": self._trained(),
            "pass": rule,
            "variables": self.variables.variables(),
        }
        return cast(Document, {**self.document, **parts})

    def _trained(self) -> list[str]:
        """In the author's order, new ones after."""
        chosen = [form.code for form in self.competencies if form.cleaned_data["trained"]]
        before = [code for code in self.document["competencies"] if code in chosen]
        return [*before, *(code for code in chosen if code not in before)]


def still_used(document: Document, variables: Sequence[Variable]) -> list[str]:
    """A sentence for each meter of ``document`` that some node needs and ``variables`` lacks."""
    kept = {variable["key"] for variable in variables}
    return [
        _("“%(meter)s” is still used in: %(nodes)s. Take it out there first.")
        % {
            "meter": variable["label"] or variable["key"],
            "nodes": ", ".join(title_of(document, node) for node in users),
        }
        for variable in document["variables"]
        if variable["key"] not in kept and (users := users_of(document, variable["key"]))
    ]


def users_of(document: Document, key: str) -> list[str]:
    """Nodes whose conditions or effects name the variable ``key``, in order."""
    return [
        node_id
        for node_id, node in document["nodes"].items()
        if any(condition["variable"] == key for _path, condition in conditions(node_id, node))
        or (
            node["kind"] == "scene"
            and any(
                effect["variable"] == key
                for choice in node["choices"]
                for effect in choice["effects"]
            )
        )
    ]


def _initial(variables: list[Variable]) -> list[dict[str, Any]]:
    return [
        {
            **VARIABLE_DEFAULTS,
            **variable,
            **dict(zip(("band_from", "band_to"), variable["band"], strict=False)),
        }
        for variable in variables
    ]


def _key(label: str, taken: set[str]) -> str:
    """``label`` as a key of a variable that is not taken."""
    wanted = slug(label, fallback="meter")[: LONGEST_KEY - 3].rstrip("-")
    return unique(wanted, {key.replace("_", "-") for key in taken}).replace("-", "_")
