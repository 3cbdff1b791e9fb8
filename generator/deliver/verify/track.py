"""Verifying a track: the finished file, and what lies beside it, against the recipe."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from generator.deliver.publish import RECIPE, sidecar
from generator.deliver.read_tags import read_tags
from generator.deliver.verify.breath import breath_findings
from generator.deliver.verify.decode import Decoded, open_track
from generator.deliver.verify.labels import (
    beside_findings,
    chapters_finding,
    file_finding,
    tags_finding,
)
from generator.deliver.verify.level import (
    ALIKE,
    bed_findings,
    bed_gain,
    channels_findings,
    cut_findings,
    floor_finding,
    level_findings,
    range_findings,
)
from generator.deliver.verify.listening import Heard, listen
from generator.deliver.verify.recorded import Recorded, read_recorded
from generator.deliver.verify.report import Finding, Report
from generator.deliver.verify.steady import steady_findings
from generator.deliver.verify.voice import voice_findings
from generator.deliver.verify.words import likenesses
from generator.errors import ChoiceError, Location, RecipeError, SoundFileError
from generator.plan.choices import NO_BED
from generator.sound.arrange import mix_of
from generator.sound.beds import open_bed
from generator.sound.mix import Mix
from generator.sound.stems import SPEECH
from generator.units import Decibels, gain


def verify_track(track: Path) -> Report:
    """Hold a finished file against its recipe.

    Args:
        track: The file; its recipe lies beside it.

    Raises:
        SoundFileError: The file cannot be read.
        RecipeError: There is no recipe beside it, or none that can be read.
    """
    file = open_track(track)
    recorded = read_recorded(_recipe_text(track), str(sidecar(track, RECIPE)))
    tags = read_tags(track)
    findings = [
        file_finding(recorded, tags),
        *_heard_findings(recorded, file),
        tags_finding(recorded, tags),
        chapters_finding(recorded, tags),
        *beside_findings(recorded, track),
    ]
    return Report(str(track), tuple(findings))


def _heard_findings(recorded: Recorded, file: Decoded) -> list[Finding]:
    """All that is found by listening."""
    with _planned_mix(recorded, file.channels) as mix:
        tones = mix.stem("tones")
        heard = listen(file.blocks(), file.channels, mix.stem("bed"), (tones, mix.stem("bells")))
        factor, resemblance = bed_gain(recorded, heard)
        known = recorded.bed == NO_BED or resemblance >= ALIKE
        lift = _lift(recorded, heard, factor if known else 0.0)
        breaths = breath_findings(recorded, heard, tones, factor if known else 0.0, gain(lift))
    voice = heard.left(factor if known else 0.0, gain(lift))
    alike = likenesses(recorded, voice, lift, breaths.astray) if known else ()
    led = heard.led * gain(lift) ** 2
    return [
        *level_findings(recorded, heard),
        *range_findings(recorded, heard, factor if known else 0.0),
        floor_finding(recorded, heard),
        *cut_findings(recorded, heard),
        *bed_findings(recorded, heard, (factor, resemblance)),
        *channels_findings(recorded, heard, bed_known=known),
        *steady_findings(
            recorded, heard, alike, lift, breaths.astray, bed_known=known and bool(heard.bed.any())
        ),
        *voice_findings(recorded, voice, lift, alike, (breaths.astray, led)),
        breaths.finding,
    ]


@contextmanager
def _planned_mix(recorded: Recorded, channels: int) -> Iterator[Mix]:
    """The mix of the recipe without its voice; with no bed where the listener's own file is not at hand."""
    try:
        name = NO_BED if recorded.bed_private else recorded.bed
        bed = open_bed(name, recorded.seed, channels=channels, length=recorded.timeline.length)
    except SoundFileError:
        bed = open_bed(NO_BED, recorded.seed, channels=channels)
    except ChoiceError as error:
        raise RecipeError(
            f"The recipe names a bed that is not here: {error.what}", "Update Inner Ally."
        ) from error
    try:
        yield mix_of(
            recorded.timeline,
            {},
            voice_loudness=SPEECH,
            bed=bed,
            seed=recorded.seed,
            situation=recorded.situation,
            profile=recorded.profile,
        )
    finally:
        bed.close()


def _lift(recorded: Recorded, heard: Heard, bed_factor: float) -> Decibels:
    """What the whole mix lies above its plan in this file, in dB: as mastered, and whatever was done to it since."""
    if recorded.gain is not None and math.isfinite(heard.loudness):
        return recorded.gain + heard.loudness - recorded.loudness
    if bed_factor > 0.0:
        return 20.0 * math.log10(bed_factor)
    return recorded.loudness - SPEECH


def _recipe_text(track: Path) -> str:
    place = sidecar(track, RECIPE)
    try:
        return place.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RecipeError(
            f"There is no recipe '{place.name}' beside the track that can be read.",
            "Verify the track where it was made, or put its recipe beside it.",
            where=Location(str(track)),
        ) from error
