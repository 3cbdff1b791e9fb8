"""Speaking a prepared request: clips for the likeliest form, and the timeline that their true lengths lead to."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from generator.fitting import choose, refusal
from generator.library import Library
from generator.plan.cues import Utterance
from generator.plan.pacing import Lengths
from generator.plan.timeline import Timeline
from generator.progress import OnProgress, Progress
from generator.request import Candidate, Prepared
from generator.sound.stems import Clip, Levelled
from generator.speech.cache import ClipStore, installation_secret
from generator.speech.engine import open_engine
from generator.speech.housekeeping import CODES, SHARED, keep_within
from generator.speech.synthesis import speak_all
from generator.units import gain

SPEAKING = "speaking"


@dataclass(frozen=True, slots=True)
class Told:
    """A form that was spoken and laid out."""

    candidate: Candidate
    timeline: Timeline
    clips: Mapping[Utterance, Clip]
    """Clip of every utterance in the timeline."""


@contextmanager
def clip_store(library: Library, code: str = "") -> Iterator[ClipStore]:
    """Where clips are kept; afterwards the cache is brought back within its bound.

    Args:
        library: Whose cache.
        code: The client's code that personal clips are kept under; without one, they are kept for this run only.
    """
    personal = library.cache / CODES / code if code else None
    with ClipStore(library.cache / SHARED, personal, installation_secret(library.cache)) as store:
        yield store
    keep_within(library.cache)


def code_for_clips(prepared: Prepared) -> str:
    """The code under which this request's personal clips may stay; empty for none."""
    return "" if prepared.request.private else prepared.request.profile.code


def tell(
    prepared: Prepared, store: ClipStore, library: Library, on_progress: OnProgress, share: float
) -> Told:
    """Speak the likeliest form and lay it out by its true lengths; if they do not fit, try the next form.

    Args:
        prepared: The request, with its forms.
        store: Where clips are kept while `Told` is in use.
        library: Where voices lie.
        on_progress: Told how many utterances are ready.
        share: How much of the whole work this is, 0 to 1.

    Raises:
        LengthError: No form can have the length in this voice.
        EngineError: The voice's engine failed.
    """
    lengths: list[tuple[Candidate, Lengths]] = []
    for number, candidate in enumerate(prepared.candidates):
        first = number / len(prepared.candidates) if number else 0.0

        def show(done: int, total: int, first: float = first) -> None:
            on_progress(Progress(SPEAKING, share * max(first, done / max(total, 1))))

        clips = _spoken(prepared, candidate.utterances(), store, library, show)
        measured = _lengths_of(clips)
        chosen = choose(prepared, candidate, measured)
        if chosen is not None:
            return Told(candidate, chosen.solution.timeline, clips)
        lengths.append((candidate, measured))
    last, measured = lengths[-1]
    raise refusal(prepared, (last,), measured)


def _spoken(
    prepared: Prepared,
    utterances: Sequence[Utterance],
    store: ClipStore,
    library: Library,
    show: Callable[[int, int], None],
) -> Mapping[Utterance, Clip]:
    """The clip of every utterance, by the voice that has it or, where it has it not, by the fallback."""
    clips: dict[Utterance, Clip] = {}
    done, total = 0, len(set(utterances))
    for voice in (prepared.voice, prepared.fallback):
        mine = [item for item in utterances if prepared.speaker(item.text)[0] is voice]
        if voice is None or not mine:
            continue

        def tell_all(spoken: int, _total: int, before: int = done) -> None:
            show(before + spoken, total)

        found = speak_all(
            mine,
            voice=voice,
            speed=prepared.speaker(mine[0].text)[1],
            engine_factory=partial(open_engine, voice.engine, library.voices),
            store=store,
            on_progress=tell_all,
        )
        factor = gain(prepared.voice.loudness - voice.loudness)
        clips |= (
            found if voice is prepared.voice else {key: Levelled(clip, factor) for key, clip in found.items()}
        )
        done += len(found)
    return clips


def _lengths_of(clips: Mapping[Utterance, Clip]) -> Lengths:
    return lambda utterance: clips[utterance].length
