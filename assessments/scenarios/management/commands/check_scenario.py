"""``check_scenario S05`` or ``check_scenario talk.yaml --json``: what the checker says."""

import json
from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.scenarios.checker import (
    PROOF_STATES,
    Report,
    check,
    shape_finding,
    sorted_findings,
)
from assessments.scenarios.document import complete, from_text, parse_problems
from assessments.scenarios.exceptions import InvalidText
from assessments.scenarios.findings import Finding, sentence
from assessments.scenarios.models import Scenario
from assessments.scenarios.services.drafts import draft_of
from assessments.scenarios.services.proofs import prove
from assessments.scenarios.services.sources import source_findings

LARGEST_FILE = 20 * 1024 * 1024


class Command(BaseCommand):
    help = (
        "Check a role-play: the draft with this code, or a file with its text form (YAML) or its "
        "document (JSON). Fails if a learner could get stuck."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("scenario", metavar="CODE|FILE", help="code of a role-play, or a file")
        parser.add_argument("--json", action="store_true", help="print JSON for machines")
        parser.add_argument(
            "--language", default="uk", choices=["uk", "en"], help="of the sentences; uk if omitted"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        language = options["language"]
        report, findings = _checked(options["scenario"])
        if options["json"]:
            body = _body(report, findings, language)
            self.stdout.write(json.dumps(body, ensure_ascii=False))
        else:
            for finding in findings:
                place = " · ".join(filter(None, (finding.node, finding.choice))) or "—"
                self.stdout.write(f"{finding.level} {place}: {sentence(finding, language)}")
            whole = "exhaustive" if report.exhaustive else "not exhaustive"
            self.stdout.write(f"{report.states} states, {whole}; {len(findings)} findings")
        if errors := sum(finding.level == "E" for finding in findings):
            raise CommandError(f"{errors} errors", returncode=1)


def _checked(name: str) -> tuple[Report, list[Finding]]:
    """Sources of law are looked up for a role-play of this site, not for a file."""
    path = Path(name)
    if path.exists():
        report = _of_file(path)
        return report, list(report.findings)
    scenario = Scenario.objects.filter(code=name, locale__language_code="uk").first()
    if scenario is None:
        raise CommandError(f"there is neither a file nor a role-play {name!r}")
    document = draft_of(scenario).document
    report = prove(document)
    if parse_problems(document):
        return report, list(report.findings)
    sources = source_findings(document, scenario.review_due)
    return report, sorted_findings([*report.findings, *sources])


def _of_file(path: Path) -> Report:
    data = _data(path)
    if isinstance(data, dict) and "nodes" in data:
        return check(complete(data), max_states=PROOF_STATES)
    try:
        return check(from_text(data), max_states=PROOF_STATES)
    except InvalidText as error:
        return Report(findings=tuple(map(shape_finding, error.problems)))


def _data(path: Path) -> Any:
    """What the file holds. Raises ``CommandError`` with one line that says why it cannot."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise CommandError(f"{path.name}: larger than {LARGEST_FILE} bytes")
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CommandError(f"{path.name}: not UTF-8 (byte {error.start})") from error
    except OSError as error:
        raise CommandError(f"{path.name}: {error.strerror or error}") from error
    is_json = text.lstrip().startswith(("{", "["))
    try:
        return json.loads(text) if is_json else yaml.safe_load(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise CommandError(f"{path.name}: not JSON: {error.msg} ({where})") from error
    except yaml.YAMLError as error:
        raise CommandError(f"{path.name}: not YAML: {_one_line(error)}") from error
    except (ValueError, RecursionError) as error:
        raise CommandError(f"{path.name}: cannot be read: {_one_line(error)}") from error


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:300]


def _body(report: Report, findings: list[Finding], language: str) -> dict[str, Any]:
    """The three keys that others rely on, then the rest of the report."""
    named = {
        "states": report.states,
        "exhaustive": report.exhaustive,
        "findings": [_finding(finding, language) for finding in findings],
    }
    return {**named, **{key: value for key, value in report.to_json().items() if key not in named}}


def _finding(finding: Finding, language: str) -> dict[str, Any]:
    stored = finding.to_json()
    named = {
        "check": finding.check,
        "level": finding.level,
        "node": finding.node,
        "choice": finding.choice,
        "message": sentence(finding, language),
        "witness": stored["witness"],
    }
    return {**named, **{key: value for key, value in stored.items() if key not in named}}
