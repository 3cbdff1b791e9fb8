"""How a track's stems are put together: the one place where situation and listener's wishes become a mix."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from generator.plan.cues import Utterance
from generator.plan.profile import Profile
from generator.plan.situations import LONGEST_FADES, MOST_UNDER, Situation
from generator.plan.timeline import Timeline
from generator.sound.beds import without_gaps
from generator.sound.dense import USUAL, Hold
from generator.sound.loudness import integrated
from generator.sound.mix import Mix
from generator.sound.reading import Reading
from generator.sound.stems import Balance, Bed, Clip
from generator.units import Decibels, to_samples

FIRM_FROM: Decibels = 12.7
"""A mix that has to be lifted by more than this has so many tones, and so few words, that these need a firmer hold."""


def mix_of(  # noqa: PLR0913 - all by name
    timeline: Timeline,
    clips: Mapping[Utterance, Clip],
    *,
    voice_loudness: Decibels,
    bed: Bed,
    seed: int,
    situation: Situation,
    profile: Profile,
    hold: Hold = USUAL,
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
        hold: What the voice's peaks are held to where it is noisy.
    """
    gaps = situation.noisy and np.isfinite(bed.loudness)
    return Mix(
        timeline,
        clips,
        voice_loudness=voice_loudness,
        bed=without_gaps(bed, seed) if gaps else bed,
        guide=profile.breath_sound if profile.tones else None,
        balance=balance(situation, profile, hold),
    )


def wants_firm_hold(situation: Situation, reading: Reading) -> bool:
    """Whether a mix, heard with the usual hold, has to be lifted further than its voice's peaks have room for."""
    return situation.noisy and situation.loudness - integrated(reading.energies) > FIRM_FROM


def balance(situation: Situation, profile: Profile, hold: Hold = USUAL) -> Balance:
    """How the stems lie to one another, by the situation and the listener's wish."""
    under = situation.bed_under if profile.bed_level is None else profile.bed_level
    usual = Balance(under, *situation.tones_under, taper=situation.taper)
    if not situation.noisy:
        return usual
    head, tail = map(to_samples, LONGEST_FADES)
    return replace(
        usual,
        bed_under=min(under, MOST_UNDER),
        rise=0.0,
        hold=hold,
        closing=0.0,
        longest_head=head,
        longest_tail=tail,
    )
