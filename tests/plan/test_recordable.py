"""The recordable edition: one fixed wording per script, so that a voice recorded once serves every listener."""

from dataclasses import replace

import pytest

from generator.plan.choices import RECORDABLE
from generator.plan.cues import Say
from generator.plan.profile import Profile
from generator.request import Prepared
from tests.plan.shipped import CUTS, ready
from tests.plan.test_shipped import assert_well_said

ANN = Profile(
    name="Ann", struggle="the empty aquarium", kind="sea", qualities=("patience",), words="Come and sit."
)
BEN = Profile(
    name="Ben", kind="figure", label="my old zookeeper", pronoun="he", senses={"smell": "paraffin"}, message="Well done, Ben."
)  # fmt: skip


def said(prepared: Prepared) -> list[str]:
    return [cue.utterance.text for cue in prepared.candidates[0].script.cues if isinstance(cue, Say)]


@pytest.mark.parametrize(("name", "level", "form"), CUTS)
def test_it_says_the_same_to_everybody_and_nothing_that_only_one_could_have_said(
    name: str, level: str, form: str
) -> None:
    editions = [
        ready(name, replace(who, level=level), length=form, edition=RECORDABLE, seed=seed)
        for who, seed in ((ANN, 1), (BEN, 7))
    ]
    ann, ben = map(said, editions)

    assert ann == ben
    assert not any(
        cue.utterance.personal for cue in editions[0].candidates[0].script.cues if isinstance(cue, Say)
    )
    assert_well_said(editions[0])
    assert not {"Ann", "Ben", "aquarium", "zookeeper", "paraffin"} & set(
        " ".join(ann).replace(".", " ").replace(",", " ").split()
    )
