"""How a track's stems are put together: the one place where situation and listener's wishes become a mix."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from generator.plan.cues import Utterance
from generator.plan.profile import Profile
from generator.plan.situations import LONGEST_FADES, MOST_UNDER, Situation
from generator.plan.timeline import Timeline
from generator.sound.beds import without_gaps
from generator.sound.mix import Mix
from generator.sound.stems import Balance, Bed, Clip
from generator.units import Decibels, to_samples


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
    gaps = situation.noisy and np.isfinite(bed.loudness)
    return Mix(
        timeline,
        clips,
        voice_loudness=voice_loudness,
        bed=without_gaps(bed, seed) if gaps else bed,
        guide=profile.breath_sound if profile.tones else None,
        balance=balance(situation, profile),
    )


def balance(situation: Situation, profile: Profile) -> Balance:
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
        dense=True,
        closing=0.0,
        longest_head=head,
        longest_tail=tail,
    )
