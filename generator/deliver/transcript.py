"""The transcript beside a track: what is said, with its quiets, and how to listen safely."""

from collections.abc import Sequence

from generator.plan.describe import transcript
from generator.plan.timeline import Timeline
from generator.plan.voice import BOTH, COMPUTER, PERSON
from generator.units import spoken_length, to_seconds

SAFE_LISTENING = (
    "Listen where you can be still, or as a passenger with your eyes open; never while driving, cycling or crossing roads.",
    "You may stop, skip a part or open your eyes at any time.",
    "This is self-help practice, not therapy and not crisis care. If shame or old hurt runs deep, a therapist trained in"
    " compassion-focused therapy is better company than a recording.",
    "A synthetic voice reads these words.",
)
"""The guide's R1, R2 and R17, for everything that goes out with a track."""
_READ_BY = {
    COMPUTER: SAFE_LISTENING[-1],
    PERSON: "A person recorded these words.",
    BOTH: "A person recorded these words; a synthetic voice reads those that were not recorded.",
}


def safe_listening(speakers: str) -> tuple[str, ...]:
    """How to listen safely, and whose voice it is.

    Args:
        speakers: One of `SPEAKERS`.
    """
    return (*SAFE_LISTENING[:-1], _READ_BY[speakers])


def transcript_text(
    timeline: Timeline,
    *,
    title: str,
    aim: str,
    carry_on: str,
    voice: str,
    notes: Sequence[str] = SAFE_LISTENING,
) -> str:
    """A track's transcript as plain text.

    Args:
        timeline: The track.
        title: Its title.
        aim: What it is for, in one line.
        carry_on: One thing to do afterwards.
        voice: Who speaks it.
        notes: How to listen safely.
    """
    length = spoken_length(to_seconds(timeline.length))
    head = f"{title}\n{'=' * len(title)}\n\n{aim}\n{length[:1].upper()}{length[1:]}, spoken by {voice}.\n"
    tail = "\n".join(f"- {note}" for note in notes)
    return f"{head}\n{transcript(timeline)}\nAfterwards\n----------\n\n{carry_on}\n\nSafe listening\n--------------\n\n{tail}\n"
