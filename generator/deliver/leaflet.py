"""What stands on a printed page, before anything is drawn: words, tables and a picture, in reading order."""

from collections.abc import Sequence
from dataclasses import dataclass

from generator.plan.describe import Event
from generator.plan.handout_words import HandoutWords
from generator.plan.read_aloud import Block
from generator.plan.safety import HelpLine
from generator.units import Samples


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands under it."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a step plan."""

    when: str
    title: str
    facts: str
    """Its length."""
    times: int
    """How often it is meant to be heard: as many boxes to tick."""


@dataclass(frozen=True, slots=True)
class Look:
    """How the page is to look."""

    paper: str
    """a4 or letter."""
    large_print: bool
    language: str
    """Such as en-GB; readers aloud go by it."""


@dataclass(frozen=True, slots=True)
class Leaflet:
    """Everything that is printed."""

    look: Look
    words: HandoutWords
    title: str
    facts: str
    """Such as "12 minutes · steady"."""
    clinic: str
    logo: bytes
    """A picture file's content; empty for none."""
    review: str
    """Day on which the page is looked at again, as it is written: "31 March 2027"."""
    listener: str
    """Whom the page is for; empty unless somebody asked for the name on it."""
    code: str
    link: str
    label: str
    """What stands under the QR code, such as "(MP3, 8.1 MB, 12 min)"."""
    intro: tuple[Section, ...]
    """What, when and how often."""
    safe: Section
    too_much: Section
    help_intro: str
    help_lines: tuple[HelpLine, ...]
    help_checked: str
    log_weeks: int
    """Weeks that the log has room for; 0 for a step plan, which has its steps instead."""
    steps: tuple[Step, ...] = ()
    playing: Section | None = None
    events: Sequence[Event] = ()
    """The timeline, for the picture; empty for none."""
    samples: Samples = 0
    share: str = ""
    """How much of the track is words, in words."""
    script_note: tuple[str, ...] = ()
    script: tuple[Block, ...] = ()

    def texts(self) -> tuple[str, ...]:
        """Everything that a person wrote or may read: to find what the typeface cannot print."""
        own = [
            self.title,
            self.facts,
            self.clinic,
            self.review,
            self.listener,
            self.help_intro,
            self.help_checked,
        ]
        for section in (*self.intro, self.safe, self.too_much, *((self.playing,) if self.playing else ())):
            own += [section.heading, *section.paragraphs, *section.points]
        own += [part for line in self.help_lines for part in (line.name, line.contact, line.about)]
        own += [part for step in self.steps for part in (step.when, step.title, step.facts)]
        return (*own, self.share, *self.script_note, *(block.text for block in self.script))
