"""How a track's stems are put together: the one place where situation and listener's wishes become a mix."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from generator.plan.cues import Utterance
from generator.plan.profile import Profile
from generator.plan.situations import LONGEST_FADES, MOST_UNDER, MOST_UNDER_FEW_WORDS, Situation
from generator.plan.timeline import Timeline
from generator.sound.beds import under_words, without_gaps
from generator.sound.dense import USUAL
from generator.sound.loudness import RELATIVE_GATE, integrated
from generator.sound.master import NOISY
from generator.sound.mix import Mix
from generator.sound.reading import Reading
from generator.sound.stems import Balance, Bed, Clip
from generator.units import Decibels, decibels, gain, to_samples

MOST_CUT: Decibels = 2.0
"""More than this the limiter is not to cut from every word: it would bring the bed nearer, and the track under its target."""
FEW = 0.02
"""Share of a track's tenths of a second whose peaks may stand out further."""
SWELL: Decibels = 4.4
"""How much louder the loudest 400 ms of a breath's sound are than the whole of it, in LU, at most."""
CLEAR: Decibels = 0.5
"""So far under the gate the bed's loudest moments are to stay: the gate moves a little with what counted breaths add."""
FILLED = 0.75
"""Share of a sentence's time that its voice fills: the rest is rests between phrases."""
ASIDE: Decibels = 2.5
"""So far under the gate the bed as a whole is to stay: the gate goes down with the words whose peaks the limiter cuts."""
RESTLESS: Decibels = 4.0
"""The same where no steady noise lies under its waves and gusts, which stand out the further for it."""
FEW_WORDS = 0.25
"""Where no more than this share of a track is spoken, what is soft has to keep clear of the gate in a quiet place, too."""
LEAST_LEFT: Decibels = 4.0
"""Soft breathing sounds lie no further than this under the bed, as wholes: they have to be heard."""


def mix_of(  # noqa: PLR0913 - all by name
    timeline: Timeline,
    clips: Mapping[Utterance, Clip],
    *,
    voice_loudness: Decibels,
    bed: Bed,
    seed: int,
    situation: Situation,
    profile: Profile,
) -> Mix:
    """The mix of a track, before mastering.

    Args:
        timeline: The track, placed.
        clips: The clip of every utterance; they are read only where the voice is asked for.
        voice_loudness: Loudness of the clips, in LUFS, measured as a mono (one-channel) file.
        bed: The bed, at any loudness; as many channels as it has, the mix has.
        seed: The track's seed.
        situation: Where it is heard.
        profile: What the listener wishes: what leads the breath, and how far the bed lies under the voice.
    """
    lying = balance(situation, profile, timeline)
    if situation.noisy and np.isfinite(bed.loudness):
        bed = without_gaps(bed, seed, lying.bed_under - CLEAR - _gate(timeline))
    return Mix(
        timeline,
        clips,
        voice_loudness=voice_loudness,
        bed=under_words(bed, timeline),
        guide=profile.breath_sound if profile.tones else None,
        balance=lying,
    )


def wants_firm_hold(situation: Situation, reading: Reading) -> bool:
    """Whether the words of a mix, heard with the usual hold, have peaks that the lift to the target leaves no room for.

    That hangs on the voice, for a low one has the higher peaks, and on how much of the track is breathing sounds.
    """
    measured = integrated(reading.energies)
    if not situation.noisy or not np.isfinite(measured):
        return False
    room = gain(NOISY.ceiling + MOST_CUT - (situation.loudness - measured))
    return float(np.mean(reading.peaks > room)) > FEW


def balance(situation: Situation, profile: Profile, timeline: Timeline) -> Balance:
    """How the stems lie to one another, by the situation, the listener's wish and how much is said."""
    wished = profile.bed_level
    under = situation.bed_under if wished is None else wished
    lying = Balance(under, *situation.tones_under, taper=situation.taper)
    if situation.noisy:
        head, tail = map(to_samples, LONGEST_FADES)
        lying = replace(
            lying,
            bed_under=min(under, MOST_UNDER),
            rise=0.0,
            hold=USUAL,
            closing=0.0,
            longest_head=head,
            longest_tail=tail,
        )
    elif _spoken(timeline) > FEW_WORDS:
        return lying
    gate = _gate(timeline)
    clear = gate + (ASIDE if situation.noisy else RESTLESS)
    if wished is None:
        lying = replace(lying, bed_under=max(lying.bed_under, min(clear, MOST_UNDER_FEW_WORDS)))
    return _uncounted(lying, gate, clear)


def _spoken(timeline: Timeline) -> float:
    """Share of the track's time in which somebody speaks, 0 to 1."""
    return timeline.speech / max(timeline.length, 1)


def _gate(timeline: Timeline) -> Decibels:
    """How far under the voice what is softer has no say in the loudness of a track, in LU: BS.1770-4's relative gate.

    It lies 10 LU under the mean of the whole, and so the lower, the fewer the words. In a track of few words the swells of
    breathing sounds, waves and gusts just pass it; they then pull the loudness so far down that the words would have to be
    shouted to bring it up again.
    """
    return -RELATIVE_GATE - decibels((_spoken(timeline) * FILLED) ** 0.5)


def _uncounted(usual: Balance, gate: Decibels, clear: Decibels) -> Balance:
    """The balance with the bed's rise and soft breathing sounds as loud as they can be without a say in the loudness.

    Args:
        usual: The balance as the situation and the listener have it.
        gate: As `_gate` tells.
        clear: How far under the voice the bed has no say, in LU.
    """
    rise = min(usual.rise, max(0.0, usual.bed_under - clear))
    # Shares of the voice's energy: what the bed leaves, up to the gate, to a swell's loudest moments.
    room = gain(-gate) ** 2 - gain(rise - usual.bed_under) ** 2
    furthest = usual.bed_under + LEAST_LEFT
    hidden = furthest if room <= 0.0 else min(furthest, SWELL - decibels(room**0.5))
    return replace(usual, rise=rise, soft_under=max(usual.soft_under, hidden))
