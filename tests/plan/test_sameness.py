"""Nobody who listens to two practices on one day hears the same sentence twice: shared words live in partials."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, takewhile
from pathlib import Path

from generator.plan.phrases import bare
from generator.plan.practice import FENCE

SHIPPED = Path(__file__).parents[2] / "scripts"
SHARED = 8
"""Words in a row that two scripts may not have in common."""
_TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
_CUE = re.compile(r"\[[^\[\]]*\]")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")

Word = tuple[str, int]
"""A bare word, and its line."""


@dataclass(frozen=True, order=True)
class Run:
    """Words that two scripts have in common."""

    first: str
    second: str
    words: str

    def __str__(self) -> str:
        return f"{self.first} and {self.second}: {self.words}"


def stretches(text: str) -> Iterator[list[Word]]:
    """A script's own words in order, one list for each piece that stands between tags, headings and empty lines.

    Front matter, tags and what they bring in are left out; cues are too, and words run on around them.
    """
    end = text.find(f"\n{FENCE}", len(FENCE)) + len(f"\n{FENCE}") if text.startswith(FENCE) else 0
    ahead = re.sub(r"[^\n]", " ", text[:end])
    body = _TAG.sub(_boundary, ahead + _CUE.sub(_blanked, text[end:]))
    piece: list[Word] = []
    for number, line in enumerate(body.split("\n"), 1):
        for part, cut in _parts(line):
            if cut:
                yield piece
                piece = []
            piece += [(bare(match[0]), number) for match in _WORD.finditer(part)]
    yield piece


def _parts(line: str) -> Iterator[tuple[str, bool]]:
    """The parts of a line, and for each whether something divides it from the words before."""
    for index, part in enumerate(line.split("\x00")):
        yield part, index > 0 or not line.strip() or line.startswith("#")
    if line.startswith("#"):
        yield "", True


def _boundary(tag: re.Match[str]) -> str:
    return "\x00" + "\n" * tag[0].count("\n")


def _blanked(cue: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", cue[0])


def shared_runs(texts: Mapping[str, str]) -> list[Run]:
    """Every longest run of `SHARED` words or more that two of these scripts have in common, with both places."""
    places: dict[tuple[str, ...], list[tuple[str, list[Word], int]]] = defaultdict(list)
    for name, text in texts.items():
        for piece in stretches(text):
            for at in range(len(piece) - SHARED + 1):
                places[tuple(word for word, _ in piece[at : at + SHARED])].append((name, piece, at))
    return sorted({run for found in places.values() for run in _runs(found)})


def _runs(found: Iterable[tuple[str, list[Word], int]]) -> Iterator[Run]:
    for (first, one, i), (second, two, j) in combinations(found, 2):
        if first == second or (i and j and one[i - 1][0] == two[j - 1][0]):
            continue  # the longer run begins earlier
        length = SHARED
        after = zip(one[i + SHARED :], two[j + SHARED :], strict=False)
        length = SHARED + len(list(takewhile(lambda pair: pair[0][0] == pair[1][0], after)))
        words = " ".join(word for word, _ in one[i : i + length])
        yield Run(f"{first}:{one[i][1]}", f"{second}:{two[j][1]}", words)


def shipped() -> dict[str, str]:
    """The text of every shipped practice, by its file's name."""
    return {
        path.name: text
        for path in sorted(SHIPPED.glob("*.md"))
        if (text := path.read_text("utf-8")).startswith(FENCE)
    }


def test_no_two_shipped_scripts_share_eight_words_in_a_row() -> None:
    texts = shipped()

    assert len(texts) > 50
    assert [str(run) for run in shared_runs(texts)] == []


A, B = "+++\nid = 'a'\n+++\n\nHello. ", "+++\nid = 'b'\n+++\n\n# Here\n\n"
EIGHT = "one two three [beat] Four, five six seven\neight"


def test_a_shared_run_is_found_in_its_whole_length_with_both_lines() -> None:
    found = shared_runs({"a.md": f"{A}{EIGHT} nine. End.", "b.md": f"{B}Well: {EIGHT.upper()} nine! Other."})

    assert [str(run) for run in found] == ["a.md:5 and b.md:7: one two three four five six seven eight nine"]


def test_seven_words_and_words_of_one_script_alone_are_no_matter() -> None:
    assert (
        shared_runs({"a.md": f"{A}{EIGHT} {EIGHT}", "b.md": f"{B}two three four five six seven eight"}) == []
    )


def test_tags_headings_and_paragraphs_divide_a_run_and_cues_do_not() -> None:
    for between in ("\n\n", "\n# Head\n", "{% if x %}", "{{ name }}", "\n{% include 'partials/a.md' %}\n"):
        cut = f"one two three four{between}five six seven eight"
        assert shared_runs({"a.md": A + cut, "b.md": B + EIGHT}) == []
        assert shared_runs({"a.md": A + cut, "b.md": B + cut}) == []


def test_front_matter_and_tags_are_not_compared() -> None:
    front = f"+++\naim = 'one two three four five six seven eight'\n+++\n{{% set x = '{EIGHT}' %}}\nWords."

    assert shared_runs({"a.md": front, "b.md": front}) == []
