"""Laying cues out in time, once the free choices (pauses, whole cycles, optional passages) are made."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import assert_never

from generator.errors import Location, ProfileError, ScriptError
from generator.plan.breathing import EASE_3_4, EASE_3_5, BreathPattern, ramp_to
from generator.plan.choices import USUAL
from generator.plan.closing import SLOWER
from generator.plan.cues import Bell, Breathe, Breathing, Chapter, Cue, Pause, Say, Utterance
from generator.plan.flex import CycleFlex, Flex
from generator.plan.pacing import NO_GAP, Lengths, gap, quiet_after, stretches
from generator.plan.timeline import COUNTS, Breath, ChapterMark, Phase, Silence, Spoken, Struck, Timeline
from generator.units import Samples, Seconds, to_samples

NUMBERS = ("one", "two", "three", "four", "five", "six", "seven")
BELL_ROOM: Seconds = 5.0
"""Time a bell has to itself before the next word."""


HEAD = Flex.of(2.5, 4.0, 8.0)
TAIL = Flex.of(6.0, 10.0, 20.0)
PARAGRAPH = Flex.of(1.1, 1.7, 3.2)
"""Quiet between two paragraphs that have no cue between them, and where tones or a bell follow words."""


@dataclass(frozen=True, slots=True)
class Guidance:
    """How a track leads the breath and the voice."""

    pattern: BreathPattern | None
    """The breathing that tones and counts lead; None for own pace and for no breath words at all."""
    pace: float
    """Words a minute within paragraphs, as `pacing` counts them."""
    brief: bool = False
    """The brief form stays with the two eases."""
    bells: bool = True
    tail: Flex = TAIL
    """Bed alone at the end."""
    talk: str = USUAL
    """How much is said in the same length, one of `GUIDANCE`."""
    easing: float = 0.0
    """How far pauses grow from their ideal towards their ceiling, 0 to 1, evenly from the middle on to the last word."""


def count_words(pattern: BreathPattern) -> tuple[tuple[Utterance, ...], tuple[Utterance, ...]]:
    """What is said in a counted cycle: the phase's word is beat one, then the numbers; in, and out."""
    rising = ("In", *NUMBERS[1 : pattern.in_counts])
    falling = ("Out", *NUMBERS[1 : pattern.out_counts])
    return tuple(map(Utterance, rising)), tuple(map(Utterance, falling))


def steps_in(guidance: Guidance) -> tuple[tuple[BreathPattern, int, int], ...]:
    """The way in, as (pattern, fewest and most cycles after its counted one), the preset last.

    Three to four cycles a step, and the brief form two of each ease and no more (guide, section 4).
    """
    assert guidance.pattern is not None  # noqa: S101 - a ramp is only laid out with a pattern
    if guidance.brief:
        eases = {EASE_3_4.name, EASE_3_5.name}
        way = [*ramp_to(guidance.pattern), guidance.pattern]
        return tuple((step, 1, 1) for step in way if step.name in eases)
    return (*((step, 2, 3) for step in ramp_to(guidance.pattern)), (guidance.pattern, 0, 0))


def utterances_of(cues: Sequence[Cue], guidance: Guidance) -> tuple[Utterance, ...]:
    """Every distinct utterance that these cues need, the counts of their breaths among them, in order."""
    found: dict[Utterance, None] = {}
    for cue in cues:
        if isinstance(cue, Say):
            found[cue.utterance] = None
        elif isinstance(cue, Breathe) and cue.kind is Breathing.RAMP and guidance.pattern is not None:
            for step, _, _ in steps_in(guidance):
                rising, falling = count_words(step)
                found.update(dict.fromkeys((*rising, *falling)))
    return tuple(found)


@dataclass(slots=True)
class Layout:
    """A walk through the cues that places each at the cursor.

    With no choices given, everything takes its ideal, and `pauses` and `cycles` tell what could flex.
    """

    lengths: Lengths
    guidance: Guidance
    pauses_chosen: Sequence[Samples] | None = None
    cycles_chosen: Sequence[int] | None = None
    pauses: list[Flex] = field(default_factory=list)
    cycles: list[CycleFlex] = field(default_factory=list)
    _cursor: Samples = 0
    _share: float = 0.0
    _cycle: int = 0
    _pattern: BreathPattern | None = None
    _spoken: list[Spoken] = field(default_factory=list)
    _silences: list[Silence] = field(default_factory=list)
    _breaths: list[Breath] = field(default_factory=list)
    _bells: list[Struck] = field(default_factory=list)
    _chapters: list[ChapterMark] = field(default_factory=list)
    _talk: list[Say] = field(default_factory=list)
    _gaps: dict[Say, Flex] = field(default_factory=dict)
    _apart: Flex = NO_GAP
    """Least quiet after what was said last."""

    def place(self, cues: Sequence[Cue]) -> Timeline:
        """Walk through all cues.

        Raises:
            ScriptError: A breathing cue where nothing leads the breath.
            ProfileError: A voice too slow for its counts.
        """
        self._pace(cues)
        head = self._flex(HEAD)
        self._cursor = head
        before: Cue | None = None
        heading: Chapter | None = None
        for number, cue in enumerate(cues):
            self._share = number / len(cues)
            if isinstance(cue, Chapter):
                heading = cue
                continue
            if before is not None and self._pattern is None:
                self._between(before, cue)
            if heading is not None:
                self._finish_talk()
                self._chapter(heading)
                heading = None
            self._one(cue)
            before = cue
        tail = self._flex(self.guidance.tail)
        return Timeline(
            length=self._cursor + tail,
            head=head,
            tail=tail,
            spoken=tuple(self._spoken),
            silences=tuple(self._silences),
            breaths=tuple(self._breaths),
            bells=tuple(self._bells),
            chapters=tuple(self._chapters),
        )

    def _pace(self, cues: Sequence[Cue]) -> None:
        """The quiet between the sentences of each paragraph; the last one of several is slower."""
        paragraphs = list(stretches(cues))
        numbers = [sentences[0].paragraph for sentences in paragraphs]
        for number, sentences in zip(numbers, paragraphs, strict=True):
            closing = number == numbers[-1] != numbers[0]
            pace = self.guidance.pace * (SLOWER if closing else 1.0)
            self._gaps |= dict.fromkeys(sentences, gap(sentences, self.lengths, pace))

    def _one(self, cue: Cue) -> None:
        match cue:
            case Say() if self._pattern is not None:
                self._talk.append(cue)
            case Say():
                self._say(cue)
            case Pause():
                pause = Flex.of(cue.floor, cue.ideal, cue.ceiling).at_least(self._apart)
                self._quiet(self._pause(pause), cue.name)
            case Breathe():
                self._finish_talk()
                self._breathe(cue)
            case Bell():
                if self.guidance.bells:
                    self._bells.append(Struck(self._cursor))
                    self._cursor += to_samples(BELL_ROOM)
            case Chapter():
                self._chapter(cue)
            case _:
                assert_never(cue)

    def _pause(self, flex: Flex) -> Samples:
        """A pause between words, which grows longer as the track nears its end where it is to be fallen asleep to."""
        late = self.guidance.easing * max(0.0, 2.0 * self._share - 1.0)
        return self._flex(replace(flex, ideal=flex.ideal + round(late * (flex.ceiling - flex.ideal))))

    def _flex(self, flex: Flex) -> Samples:
        self.pauses.append(flex)
        return flex.ideal if self.pauses_chosen is None else self.pauses_chosen[len(self.pauses) - 1]

    def _count(self, flex: CycleFlex) -> int:
        self.cycles.append(flex)
        return flex.ideal if self.cycles_chosen is None else self.cycles_chosen[len(self.cycles) - 1]

    def _chapter(self, heading: Chapter) -> None:
        start = self._cursor if self._chapters else 0
        if self._chapters and self._chapters[-1].start >= start:
            return
        self._chapters.append(ChapterMark(start, heading.title))

    def _quiet(self, length: Samples, name: str) -> None:
        self._silences.append(Silence(self._cursor, length, name))
        self._cursor += length
        self._apart = NO_GAP

    def _between(self, before: Cue, after: Cue) -> None:
        match before, after:
            case Say(), Say() if before.paragraph == after.paragraph:
                self._cursor += self._flex(self._gaps[before])
            case (Say(), Say() | Breathe() | Bell()) | (Breathe(), Say()):
                self._quiet(self._pause(PARAGRAPH.at_least(self._apart)), "paragraph")
            case _:
                pass

    def _say(self, cue: Say) -> None:
        length = self.lengths(cue.utterance)
        self._spoken.append(Spoken(self._cursor, length, cue.utterance, cue.paragraph))
        self._cursor += length
        self._apart = quiet_after(self._gaps[cue])

    def _breathe(self, cue: Breathe) -> None:
        if self.guidance.pattern is None:
            raise ScriptError(
                "The script leads the breath, but this listener breathes at their own pace.",
                "Put the cue inside {% if breath.paced %}.",
                where=cue.where,
            )
        match cue.kind:
            case Breathing.RAMP:
                self._ramp(cue.where)
            case Breathing.CYCLES:
                self._cycles_of(cue.least, cue.ideal, cue.most, soft=True)
            case Breathing.FADE:
                count = self._count(CycleFlex(self._cycle_length(), cue.least, cue.ideal, cue.most))
                for number in range(count):
                    self._one_cycle(fade=(1 - number / count, 1 - (number + 1) / count), soft=True)
                self._pattern = None
            case _:
                assert_never(cue.kind)

    def _ramp(self, where: Location) -> None:
        for step, least, most in steps_in(self.guidance):
            self._pattern = step
            self._counted(step, where)
            if most:
                self._cycles_of(least, least, most)

    def _cycles_of(self, least: int, ideal: int, most: int, *, soft: bool = False) -> None:
        for _ in range(self._count(CycleFlex(self._cycle_length(), least, ideal, most))):
            self._one_cycle(soft=soft)

    def _phases(self) -> tuple[tuple[Phase, Samples], ...]:
        pattern = self._pattern
        assert pattern is not None  # noqa: S101 - only asked for while tones run
        phases = (
            (Phase.INHALE, to_samples(pattern.inhale)),
            (Phase.TOP, to_samples(pattern.top)),
            (Phase.EXHALE, to_samples(pattern.exhale)),
        )
        return tuple((phase, length) for phase, length in phases if length)

    def _cycle_length(self) -> Samples:
        return sum(length for _, length in self._phases())

    def _one_cycle(self, *, fade: tuple[float, float] = (1.0, 1.0), soft: bool = False) -> None:
        whole = self._cycle_length()
        done = 0
        for phase, length in self._phases():
            # weighted so that the last frame of the last breath is at 0 exactly, never a rounding below it
            start, end = ((fade[0] * (whole - at) + fade[1] * at) / whole for at in (done, done + length))
            self._breaths.append(Breath(self._cursor, length, phase, self._cycle, (start, end), soft))
            self._cursor += length
            done += length
        self._cycle += 1

    def _counted(self, pattern: BreathPattern, where: Location) -> None:
        start = self._cursor
        self._one_cycle()
        rising, falling = count_words(pattern)
        beat = pattern.count
        for words, first in ((rising, 0.0), (falling, pattern.inhale + pattern.top)):
            for number, utterance in enumerate(words):
                length = self.lengths(utterance)
                if length > to_samples(beat):
                    raise ProfileError(
                        f"This voice needs longer than a beat of {beat:g} s to say"
                        f" '{utterance.text.lower()}'.",
                        "Choose a quicker --pace, a slower breathing tempo, or own-pace breathing.",
                        where=where,
                    )
                at = start + to_samples(first + number * beat)
                self._spoken.append(Spoken(at, length, utterance, COUNTS))

    def _finish_talk(self) -> None:
        """Words over running tones: each paragraph begins on an out-breath, and whole cycles go by.

        Its sentences stand apart as the pace asks, as far as that takes no cycle more.
        """
        talk, self._talk = self._talk, []
        if not talk:
            return
        phases = dict(self._phases())
        cycle = self._cycle_length()
        out = phases[Phase.INHALE] + phases.get(Phase.TOP, 0)
        start = self._cursor
        paragraphs = list(stretches(talk))
        begin = start + out
        for sentences in paragraphs:
            gaps = self._gaps[sentences[0]]
            spare = (
                out if sentences is paragraphs[-1] else PARAGRAPH.floor
            )  # the last one ends within a cycle
            said = sum(self.lengths(say.utterance) for say in sentences)
            shortest = said + (len(sentences) - 1) * gaps.floor
            following = begin + -(-(shortest + spare) // cycle) * cycle
            room = (following - begin - spare - shortest) // max(len(sentences) - 1, 1)
            at = begin
            for say in sentences:
                length = self.lengths(say.utterance)
                self._spoken.append(Spoken(at, length, say.utterance, say.paragraph))
                at += length + min(gaps.floor + room, gaps.ideal)
            begin = following
        for _ in range((begin - out - start) // cycle):
            self._one_cycle(soft=True)
