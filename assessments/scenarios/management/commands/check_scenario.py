import json
from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.scenarios.checker import Report, check, shape_finding
from assessments.scenarios.document import from_text
from assessments.scenarios.exceptions import InvalidText
from assessments.scenarios.findings import sentence
from assessments.scenarios.models import Scenario

PROOF_STATES = 300_000


class Command(BaseCommand):
    help = "Check a role-play (a code, or a JSON or YAML file); fails if a learner could get stuck."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("scenario", help="code of a role-play, or a file")
        parser.add_argument("--json", action="store_true", help="print JSON for machines")
        parser.add_argument("--language", default="uk", choices=["uk", "en"])

    def handle(self, *args: Any, **options: Any) -> None:
        language = options["language"]
        report = _report(options["scenario"])
        if options["json"]:
            self.stdout.write(json.dumps(_body(report, language), ensure_ascii=False))
        else:
            for finding in report.findings:
                place = " · ".join(filter(None, (finding.node, finding.choice))) or "—"
                self.stdout.write(f"{finding.level} {place}: {sentence(finding, language)}")
            whole = "exhaustive" if report.exhaustive else "not exhaustive"
            self.stdout.write(f"{report.states} states, {whole}; {len(report.findings)} findings")
        if report.errors:
            raise CommandError(f"{len(report.errors)} errors", returncode=1)


def _report(name: str) -> Report:
    path = Path(name)
    if not path.is_file():
        scenario = Scenario.objects.filter(code=name, locale__language_code="uk").first()
        if scenario is None:
            raise CommandError(f"there is neither a file nor a role-play {name!r}")
        return check(scenario.graph, max_states=PROOF_STATES)
    try:
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".json":
            return check(json.loads(text), max_states=PROOF_STATES)
        return check(from_text(yaml.safe_load(text)), max_states=PROOF_STATES)
    except InvalidText as error:
        return Report(findings=tuple(map(shape_finding, error.problems)))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise CommandError(f"{path.name}: {error}") from error


def _body(report: Report, language: str) -> dict[str, Any]:
    findings = [
        {**finding.to_json(), "message": sentence(finding, language)} for finding in report.findings
    ]
    return {**report.to_json(), "findings": findings}
