"""`innerally check`: every seeded fault is caught by its own rule, and what is well written passes."""

import ast
import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from generator.checking import Report, check_scripts
from generator.errors import ChoiceError, ScriptError
from generator.library import Library, open_library
from generator.plan.checks.rules import read_rules
from generator.plan.checks.track import Severity
from generator.plan.checks.variants import SEEDS, Variant, cuts, variants
from generator.plan.choices import KINDS, OPTIONS, PRONOUNS
from generator.plan.practice import Practice, read_practice

CHECKER = Path(__file__).parent / "checker"
GOOD = CHECKER / "good.md"
BAD = sorted((CHECKER / "bad").glob("*.md"))
CHECKS = Path(__file__).parents[1] / "generator" / "plan" / "checks"
GIVERS = {"error": 1, "warning": 1, "give": 1, "Finding": 1, "_heard": 4}
"""What makes findings in the checker's code, and within how many arguments the rule's name stands."""
RULES_FILE = CHECKS.parents[2] / "scripts" / "words" / "rules.toml"
RULES = read_rules(RULES_FILE.read_text("utf-8"), "rules.toml")
RUN = [sys.executable, "-m", "generator"]


@pytest.fixture(scope="module")
def library() -> Library:
    found = open_library()
    return replace(found, scripts=found.scripts[1:], voices=found.voices[1:])


def rules_of(report: Report, severity: Severity) -> set[str]:
    return {item.finding.rule for item in report.remarks if item.finding.severity is severity}


def test_a_good_script_passes_without_a_word(library: Library) -> None:
    report = check_scripts([str(GOOD)], library)

    assert [item.finding.message for item in report.remarks if "pyphen" not in item.finding.message] == []
    assert report.errors == 0
    assert report.variants > 10


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_seeded_fault_is_caught_by_its_own_rule(path: Path, library: Library) -> None:
    rule = path.stem.partition("--")[0]
    if rule == "reading-age":
        pytest.importorskip("pyphen")

    report = check_scripts([str(path)], library)
    errors, warnings = rules_of(report, Severity.ERROR), rules_of(report, Severity.WARNING)

    assert errors == {rule} or (errors == set() and rule in warnings)
    assert all(
        item.finding.where.file == str(path) and item.finding.where.line
        for item in report.remarks
        if item.finding.rule == rule
    )


def test_every_rule_of_the_checker_has_a_seeded_fault() -> None:
    """Rules are found where the code gives them out: a new one without a bad script of its own fails here."""
    rules = {name for path in sorted(CHECKS.glob("*.py")) for name in rules_given_in(path)}
    rules |= {f"option-{option}" for option in {*RULES.options, "eyes-open"}}

    assert len(rules) > 40
    assert rules - {path.stem.partition("--")[0] for path in BAD} == set()


def rules_given_in(path: Path) -> set[str]:
    """Names of rules in the calls that make findings, the names that constants stand for among them."""
    tree = ast.parse(path.read_text("utf-8"))
    constants = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in GIVERS:
            for argument in node.args[: GIVERS[node.func.id]]:
                value = constants.get(argument.id) if isinstance(argument, ast.Name) else None
                value = argument.value if isinstance(argument, ast.Constant) else value
                if isinstance(value, str):
                    found.add(value)
    return found


def test_each_bad_script_differs_from_the_good_one() -> None:
    assert len(BAD) > 75
    assert len({path.read_text("utf-8") for path in [GOOD, *BAD]}) == len(BAD) + 1


def test_a_shipped_practice_is_checked_by_its_id(library: Library) -> None:
    report = check_scripts(["compassionate-other"], library)

    assert report.practices == ("compassionate-other",)
    assert report.errors == 0, list(report.lines())


def test_an_unknown_practice_or_file_is_told(library: Library, tmp_path: Path) -> None:
    with pytest.raises(ChoiceError, match="soothing-breath"):
        check_scripts(["soothing-breth"], library)
    with pytest.raises(ScriptError, match=r"nothing\.md"):
        check_scripts([str(tmp_path / "nothing.md")], library)


def test_partials_beside_a_script_of_somebodys_own_are_found(library: Library, tmp_path: Path) -> None:
    text = GOOD.read_text("utf-8").replace("Until another time.", '{% include "partials/mine.md" %}')
    (tmp_path / "mine.md").write_text(text, "utf-8")
    (tmp_path / "partials").mkdir()
    (tmp_path / "partials" / "mine.md").write_text("Calm down until then.\n", "utf-8")

    report = check_scripts([str(tmp_path / "mine.md")], library)

    assert rules_of(report, Severity.ERROR) == {"barred"}
    assert {str(item.finding.where) for item in report.remarks if item.finding.rule == "barred"} == {
        "scripts/partials/mine.md:1"
    }


def practice(**changes: object) -> Practice:
    found = read_practice(GOOD.read_text("utf-8"), "good.md")
    return replace(found, **changes)  # type: ignore[arg-type]


def test_every_cut_is_looked_at_with_each_option_alone_and_all_together() -> None:
    looked_at = list(variants(practice(options=OPTIONS), with_images=False))

    for cut in cuts(practice()):
        here = [item for item in looked_at if (item.level, item.form) == (cut.level, cut.form)]
        assert {item.profile.options for item in here} >= {(), OPTIONS, *((option,) for option in OPTIONS)}
        assert {item.seed for item in here if item.timed} == set(SEEDS)


def test_passengers_get_only_their_forms_and_a_ride() -> None:
    found = practice(
        situations=("session", "commute"),
        commute_forms=("brief",),
        lengths={"first": {"brief": 120.0, "standard": 420.0}},
    )
    looked_at = list(variants(found, with_images=False))

    assert {item.form for item in looked_at if item.situation == "commute"} == {"brief"}
    assert [item for item in looked_at if not item.whole] == [
        Variant("first", "brief", "commute", whole=False)
    ]


def test_each_kind_meets_each_pronoun_where_a_script_has_an_image() -> None:
    pairs = {
        (item.profile.kind, item.profile.pronoun)
        for item in variants(practice(), with_images=True)
        if not item.profile.words
    }

    assert pairs >= {(kind, pronoun) for kind in KINDS for pronoun in (None, *PRONOUNS, "none")}


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*RUN, "check", *words], capture_output=True, encoding="utf-8", timeout=120, check=False
    )


def test_the_command_tells_and_exits_by_what_was_found() -> None:
    good, bad = run(str(GOOD)), run(str(CHECKER / "bad" / "barred.md"), "--json")

    assert good.returncode == 0, good.stderr
    assert "0 errors" in good.stdout
    assert bad.returncode == 1
    document = json.loads(bad.stdout)
    assert document["errors"] == 1
    [finding] = [item for item in document["findings"] if item["severity"] == "error"]
    assert (finding["rule"], finding["file"]) == ("barred", str(CHECKER / "bad" / "barred.md"))
    assert finding["line"] > 1


def test_the_command_names_a_broken_script_in_plain_words(tmp_path: Path) -> None:
    shutil.copy(GOOD, tmp_path / "x.md")
    (tmp_path / "x.md").write_text("No front matter.", "utf-8")

    done = run(str(tmp_path / "x.md"))

    assert done.returncode == 3
    assert "front matter" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", sorted(open_library().practices()))
def test_every_shipped_practice_passes_in_every_variant(name: str, library: Library) -> None:
    report = check_scripts([name], library)
    found = [item.finding for item in report.remarks if item.finding.severity is Severity.ERROR]
    assert not found, [f"{item.where}: {item.message}" for item in found]
