"""A plan's estimate against real clips of the default voice, for one short practice."""

import pytest

from generator.plan.profile import Profile
from generator.plan.schedule import natural
from generator.plan.sentences import words_in
from generator.sound.voicing import voiced
from generator.speech.neural import NeuralEngine
from generator.units import RATE
from tests.plan.shipped import ready


@pytest.mark.engine
@pytest.mark.parametrize("pace", [100, 120])
def test_the_estimate_of_a_plan_comes_within_five_in_a_hundred_of_its_clips(pace: float) -> None:
    prepared = ready("pocket-practice", Profile(pace=pace), length="brief")
    candidate, voice = prepared.candidates[0], prepared.voice
    engine = NeuralEngine()
    lengths = {}
    for said in candidate.utterances():
        speech = engine.synthesize(said, voice, voice.speed_for(said.text, prepared.speed))
        clip = voiced(speech.samples, speech.rate, said.text, voice)
        lengths[said] = round(len(clip) * RATE / speech.rate)
    engine.close()

    spoken, guessed = sum(lengths.values()), sum(map(prepared.estimated, lengths))
    assert sum(words_in(said.text) for said in lengths) > 60
    assert guessed == pytest.approx(spoken, rel=0.05)
    real = natural(candidate.script, lengths.__getitem__, candidate.guidance).timeline.length
    planned = natural(candidate.script, prepared.estimated, candidate.guidance).timeline.length
    assert planned == pytest.approx(real, rel=0.03)
