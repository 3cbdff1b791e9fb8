"""How loud a voice says the words of one track."""

from collections.abc import Mapping
from contextlib import closing

import numpy as np
from numpy.typing import NDArray

from generator.plan.cues import Utterance
from generator.plan.timeline import Timeline
from generator.sound.ahead import side_by_side
from generator.sound.loudness import in_steps, integrated
from generator.sound.stems import Clip
from generator.units import Decibels


def spoken_loudness(timeline: Timeline, clips: Mapping[Utterance, Clip], usual: Decibels) -> Decibels:
    """Loudness of all that is said, without the quiet between, in LUFS, measured as a mono (one-channel) file.

    A voice says some texts louder than others, by 1 LU over a few minutes: bed and tones, which are to lie so far under
    the words, are held to the words that are there.

    Args:
        timeline: The track, placed.
        clips: The clip of every utterance.
        usual: The voice's own figure, for a track in which next to nothing is said.
    """

    def weighed(utterance: Utterance) -> NDArray[np.float64]:
        return in_steps(clips[utterance].read()[:, None])

    distinct = list(dict.fromkeys(said.utterance for said in timeline.spoken))
    with closing(side_by_side(weighed, distinct)) as found:
        energies = dict(zip(distinct, found, strict=True))
    whole = integrated(np.concatenate([np.zeros(0), *(energies[said.utterance] for said in timeline.spoken)]))
    return whole if np.isfinite(whole) else usual
