"""``check_scenario`` for people and for machines."""

import io
import json

import pytest
import yaml
from django.core.management import CommandError, call_command

from assessments.scenarios.engine import replay
from assessments.scenarios.exceptions import EndlessRouters
from assessments.scenarios.models import Scenario
from modules.models import Norm
from tests.factories.tree import locale
from tests.scenarios.documents import (
    choice,
    ending,
    healthy,
    healthy_nodes,
    scene,
    text_form,
    variable,
)
from tests.scenarios.samples import SAMPLES

EXPLORED = [code for code, sample in SAMPLES.items() if sample.max_states == 20_000]


def run(name, *options):
    """What was printed, and whether it failed."""
    out = io.StringIO()
    try:
        call_command("check_scenario", str(name), *options, stdout=out)
    except CommandError as error:
        return out.getvalue(), error.returncode
    return out.getvalue(), 0


def refusal(name):
    with pytest.raises(CommandError) as error:
        call_command("check_scenario", str(name), "--json", stdout=io.StringIO())
    return str(error.value)


@pytest.fixture
def file(tmp_path):
    def write(content, name="talk.json"):
        path = tmp_path / name
        if not isinstance(content, (str, bytes)):
            content = json.dumps(content, ensure_ascii=False)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def test_the_json_begins_with_the_keys_that_others_rely_on(file):
    text, code = run(file(SAMPLES["trap"].make()), "--json")
    body = json.loads(text)
    assert code == 1
    assert list(body)[:3] == ["states", "exhaustive", "findings"]
    assert (body["states"], body["exhaustive"]) == (4, True)
    named = ["check", "level", "node", "choice", "message", "witness"]
    assert all(list(item)[:6] == named for item in body["findings"])
    (trap,) = [item for item in body["findings"] if item["message_code"] == "trap"]
    assert [trap[name] for name in ("check", "level", "node", "choice")] == [5, "E", "s1", "b"]
    assert trap["witness"] == [["s1", "b"]]
    assert trap["message"]


@pytest.mark.parametrize("code", EXPLORED)
def test_every_witness_printed_replays_and_errors_alone_fail(code, file):
    document = SAMPLES[code].make()
    text, returned = run(file(document), "--json")
    findings = json.loads(text)["findings"]
    assert returned == int(any(item["level"] == "E" for item in findings))
    for item in filter(lambda item: item["witness"], findings):
        choices = [turn[1] for turn in item["witness"]]
        if item["message_code"] == "endless_routers":  # its last choice is the one that hangs
            with pytest.raises(EndlessRouters):
                replay(document, choices)
        else:
            steps = replay(document, choices)
            assert [[step.node, step.choice] for step in steps] == item["witness"]


def test_the_text_form_and_the_document_say_the_same(file):
    form = text_form(
        *healthy_nodes(), variables=[variable("trust")], **{"pass": {"achievement": 90}}
    )
    written = yaml.safe_dump(form, allow_unicode=True)
    document = file(healthy())
    for path in (file(written, "talk.yaml"), file(form, "form.json")):
        assert run(path, "--json") == run(document, "--json")


def test_bom_and_line_ends_of_other_systems_are_read(file):
    text = json.dumps(healthy(), indent=1).replace("\n", "\r\n")
    assert run(file(text.encode("utf-8-sig")), "--json") == run(file(healthy()), "--json")


def test_a_document_may_leave_out_what_has_a_default(file):
    document = healthy()
    del document["summary"], document["nodes"]["s1"]["choices"][0]["once"]
    assert run(file(document), "--json")[1] == 0


def test_faults_of_shape_are_findings(file):
    form = text_form(scene("s1", choice("a", "good", when="trust is high")), ending("good", 3))
    text, code = run(file(yaml.safe_dump(form), "talk.yml"), "--json")
    (finding,) = json.loads(text)["findings"]
    assert (code, finding["level"], finding["node"], finding["choice"]) == (1, "E", "s1", "a")


@pytest.mark.parametrize("content", ["[1, 2]", "5", "null", '{"nodes": 5}', "- a\n- b\n", ""])
def test_what_is_no_role_play_is_an_error_finding(content, file):
    text, code = run(file(content), "--json")
    assert code == 1
    assert json.loads(text)["findings"][0]["level"] == "E"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('{"code": ', "not JSON"),
        ("code: [a\nb: c", "not YAML"),
        ("Розмова: привіт".encode("cp1251"), "not UTF-8"),
        ("[" * 50_000, "cannot be read"),
        ("code: !!python/object:os.system {}", "not YAML"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(content, reason, file):
    message = refusal(file(content))
    assert reason in message
    assert "\n" not in message


def test_a_folder_is_refused(tmp_path):
    assert tmp_path.name in refusal(tmp_path)


@pytest.mark.django_db
class TestCode:
    def test_neither_a_file_nor_a_code_is_refused(self):
        assert "T99" in refusal("T99")

    def test_the_newest_draft_is_checked(self):
        scenario = Scenario(code="T01", title="Проба", graph=healthy(), locale=locale())
        scenario.save()
        scenario.save_revision().publish()
        assert run("T01", "--json")[1] == 0
        scenario.graph["nodes"]["s1"]["choices"][0]["to"] = "nowhere"
        scenario.save_revision()
        assert run("T01", "--json")[1] == 1

    def test_sources_are_looked_up(self):
        document = healthy()
        document["nodes"]["s1"]["choices"][0]["basis"] = "law-1"
        Scenario.objects.create(code="T01", title="Проба", graph=document, locale=locale())
        body = json.loads(run("T01", "--json")[0])
        assert [item["check"] for item in body["findings"]] == [17]
        Norm.objects.create(code="law-1", act="Закон", locale=locale())
        assert json.loads(run("T01", "--json")[0])["findings"] == []

    def test_a_draft_that_is_no_document_fails_with_findings(self):
        Scenario.objects.create(code="T01", title="Проба", graph={"nodes": []}, locale=locale())
        assert run("T01", "--json")[1] == 1


def test_for_people_each_finding_is_a_line_and_the_last_one_counts(file):
    text, code = run(file(SAMPLES["trap"].make()), "--language", "en")
    lines = text.splitlines()
    assert lines[0].startswith("E s1 · b: ")
    assert lines[-1] == f"4 states, exhaustive; {len(lines) - 1} findings"
    assert code == 1


def test_help_tells_what_may_be_given(capsys):
    with pytest.raises(SystemExit) as leaving:
        call_command("check_scenario", "--help")
    assert leaving.value.code == 0
    assert "CODE|FILE" in capsys.readouterr().out
