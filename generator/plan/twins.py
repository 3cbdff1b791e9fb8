"""A listener's own lines in the place of their neutral twins, wherever the recorded voice has them.

Both scripts are rendered with the same seed, so they differ only where the listener's choices speak. Paragraphs that
both have hold the two together; between them stand blocks, a personal one against its neutral twin.
"""

import difflib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.plan.cues import Utterance
from generator.plan.lexicon import Lexicon
from generator.plan.marks import plain, reveal
from generator.plan.sentences import sentence_ranges, utterances

Recorded = Callable[[str], bool]
"""Whether a line of these words is recorded."""
_CUE = re.compile(r"\[[^\[\]]*\]")
_FRAME = re.compile(r"#|\[(?:if|end|breathe(?! own))\b")
"""What holds a script together, and must be the same in both twins: headings, optional passages, led breaths."""


@dataclass(frozen=True, slots=True)
class Block:
    """Paragraphs that both scripts have, or a personal stretch and its neutral twin."""

    neutral: tuple[str, ...]
    """Paragraphs of the neutral script."""
    personal: tuple[str, ...]
    """Paragraphs of the personal one; equal to `neutral` where both say the same."""

    @property
    def same(self) -> bool:
        """True where both scripts say the same."""
        return self.neutral == self.personal

    @property
    def fits(self) -> bool:
        """True when either could stand in the other's place."""
        return bool(self.personal) and _frame(self.neutral) == _frame(self.personal)

    def lines(self) -> tuple[Utterance, ...]:
        """What the personal stretch says."""
        return tuple(line for paragraph in self.personal for line in lines_in(paragraph))


def blocks(neutral: str, personal: str) -> Iterator[Block]:
    """Two rendered scripts side by side, in order.

    Args:
        neutral: The recordable edition, without marks of origin; words that somebody typed are still marked.
        personal: The listener's own, likewise.
    """
    ours, theirs = _paragraphs(neutral), _paragraphs(personal)
    matcher = difflib.SequenceMatcher(
        None, [plain(item) for item in ours], [plain(item) for item in theirs], autojunk=False
    )
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            yield from (Block((item,), (item,)) for item in ours[a:b])
        elif b - a == d - c:  # paragraph for paragraph, so that one can be taken without the next
            yield from (Block((x,), (y,)) for x, y in zip(ours[a:b], theirs[c:d], strict=True))
        else:
            yield Block(tuple(ours[a:b]), tuple(theirs[c:d]))


def joined(neutral: str, personal: str, recorded: Recorded) -> str:
    """The neutral script with each personal stretch whose lines are all recorded in place of its twin.

    Args:
        neutral: As `blocks` takes it.
        personal: As `blocks` takes it.
        recorded: Which lines there are.
    """
    kept: list[str] = []
    for block in blocks(neutral, personal):
        mine = not block.same and block.fits and all(recorded(line.text) for line in block.lines())
        kept += block.personal if mine else block.neutral
    return "\n\n".join(kept) + "\n"


def sayable_changes(changes: Mapping[str, str], recorded: Recorded) -> dict[str, str]:
    """A listener's own sentences, as far as each is recorded as a whole."""
    return {
        ours: own
        for ours, own in changes.items()
        if all(recorded(own[first:last]) for first, last in sentence_ranges(own))
    }


def lines_in(paragraph: str) -> tuple[Utterance, ...]:
    """The sentences of a paragraph, its headings and cues left out."""
    prose = " ".join(line.strip() for line in paragraph.split("\n") if not line.lstrip().startswith("#"))
    found: list[Utterance] = []
    for piece in _CUE.split(prose):
        words, personal = reveal(piece)
        found += [line for _, line in utterances(words, personal, Lexicon())]
    return tuple(line for line in found if any(character.isalnum() for character in line.text))


def _paragraphs(text: str) -> list[str]:
    """Paragraphs, each with the quiets that follow it."""
    found: list[str] = []
    for raw in re.split(r"\n\s*\n", text):
        paragraph = raw.strip("\n")
        if not paragraph.strip():
            continue
        alone = not _CUE.sub("", paragraph).strip() and not _FRAME.search(paragraph)
        if alone and found and not _FRAME.match(found[-1].lstrip()):
            found[-1] += "\n" + paragraph
        else:
            found.append(paragraph)
    return found


def _frame(paragraphs: Sequence[str]) -> list[str]:
    lines = (line.strip() for paragraph in paragraphs for line in paragraph.split("\n"))
    found: list[str] = []
    for line in lines:
        if line.startswith("#"):
            found.append(line)
        found += [cue[0] for cue in _CUE.finditer(line) if _FRAME.match(cue[0])]
    return found
