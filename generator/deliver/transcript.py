"""The transcript beside a track: what is said, with its quiets, and how to listen safely."""

from collections.abc import Sequence

from generator.plan.describe import transcript
from generator.plan.timeline import Timeline
from generator.units import spoken_length, to_seconds

SAFE_LISTENING = (
    "Listen where you can be still, or as a passenger with your eyes open; never while driving, cycling or crossing roads.",
    "You may stop, skip a part or open your eyes at any time.",
    "This is self-help practice, not therapy and not crisis care. If shame or old hurt runs deep, a therapist trained in"
    " compassion-focused therapy is better company than a recording.",
    "A synthetic voice reads these words.",
)
"""The guide's R1, R2 and R17, for everything that goes out with a track."""
_RECORDED = "A person recorded these words."
_HELPED = "A person recorded these words; a synthetic voice reads those that were not recorded."


def safe_listening(*, synthetic: bool = True, helped: bool = False) -> tuple[str, ...]:
    """How to listen safely, and whether the voice is a person's.

    Args:
        synthetic: False for a voice that a person recorded.
        helped: True where a synthetic voice says what that person did not record.
    """
    if synthetic:
        return SAFE_LISTENING
    return (*SAFE_LISTENING[:-1], _HELPED if helped else _RECORDED)


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
