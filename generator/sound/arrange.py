"""How a track's stems are put together: the one place where situation and listener's wishes become a mix."""

from collections.abc import Mapping

from generator.plan.cues import Utterance
from generator.plan.profile import Profile
from generator.plan.situations import Situation
from generator.plan.timeline import Timeline
from generator.sound.beds import SynthBed, open_bed
from generator.sound.fold import FoldedBed, folded
from generator.sound.listener_bed import ListenerBed
from generator.sound.mix import Bed, Clip, Mix
from generator.units import Decibels


def bed_of(name: str, seed: int) -> SynthBed | ListenerBed:
    """The bed of a track; close it when the track is done.

    Raises:
        ChoiceError: There is none of this name.
        SoundFileError: The listener's own file cannot be one.
    """
    return open_bed(name, seed)


def in_channels(bed: Bed, channels: int) -> Bed | FoldedBed:
    """The bed as it is, or the same on both sides for a file of one channel."""
    return folded(bed) if channels == 1 else bed


def mix_of(
    timeline: Timeline,
    clips: Mapping[Utterance, Clip],
    *,
    voice_loudness: Decibels,
    bed: Bed,
    situation: Situation,
    profile: Profile,
) -> Mix:
    """The mix of a track, before mastering.

    Args:
        timeline: The track, placed.
        clips: The clip of every utterance; they are read only where the voice is asked for.
        voice_loudness: Loudness of the clips, in LUFS, measured as a mono (one-channel) file.
        bed: The bed, at any loudness.
        situation: Where it is heard.
        profile: What the listener wishes: tones or none, and how far the bed lies under the voice.
    """
    return Mix(
        timeline,
        clips,
        voice_loudness=voice_loudness,
        bed=bed,
        tones=profile.tones,
        bed_under=bed_under(situation, profile),
    )


def bed_under(situation: Situation, profile: Profile) -> Decibels:
    """How far the bed lies under the voice, in LU."""
    return situation.bed_under if profile.bed_level is None else profile.bed_level
