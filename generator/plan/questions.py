"""The kind questions that lead to a first track and to a profile: what is asked, in which order, with which answers.

Command line and web page ask the same; each question can be left unanswered, and then something fitting is chosen.
"""

from dataclasses import dataclass

from generator.plan.breathing import OWN_PACE, SOOTHING_4_6
from generator.plan.situations import BEDTIME, COMMUTE, SESSION


@dataclass(frozen=True, slots=True)
class Mood:
    """What it is like just now, and where it leads."""

    label: str
    practice: str
    situation: str
    minutes: float
    """Offered length."""


MOODS = (
    Mood("I am being hard on myself", "friend-voice", SESSION, 8),
    Mood("I can't settle", "sense-anchor", SESSION, 6),
    Mood("Something is ahead of me", "protective-figure", SESSION, 8),
    Mood("I would like to sleep", "safe-atmosphere", BEDTIME, 10),
    Mood("I am travelling, and somebody else is driving", "ride", COMMUTE, 15),
    Mood("Nothing special; I would like to practise", "soothing-breath", SESSION, 5),
)
FIRST = "first"
"""The level of every first track: the gentlest."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question about a profile."""

    key: str
    """What it answers, as `table.key`."""
    ask: str
    answers: tuple[tuple[str, str], ...] = ()
    """Label and value of each answer; none for an answer in the listener's own words."""
    several: bool = False
    """Whether more than one answer may be given."""
    unsure: str = "not sure"
    """What leaving it unanswered means."""


QUESTIONS = (
    Question("listener.name", "What may the voice call you?", unsure="no name"),
    Question(
        "listener.level",
        "Have you practised like this before, and was it all right to be met kindly?",
        (("Yes, several times", "steady"), ("It is new to me, or kindness feels odd", FIRST)),
        unsure="start gently",
    ),
    Question(
        "image.kind",
        "What kind of company would you like to imagine?",
        (
            ("A tree", "tree"), ("An animal", "animal"), ("A mountain or a hill", "mountain"), ("The sea", "sea"),
            ("A light", "light"), ("A place", "place"), ("A warmth, without a shape", "warmth"),
            ("A presence, without a shape", "presence"), ("A person who does not exist", "human"),
            ("Yourself, older and wiser", "older-you"), ("Somebody you name yourself", "figure"),
        ),
        unsure="whatever comes",
    ),
    Question("image.label", "What is it, in your own words? For example: an old yew tree", unsure="in our words"),
    Question(
        "image.qualities",
        "What should it have most of? You can name several, such as 1,3",
        (
            ("Wisdom", "wisdom"), ("Strength", "strength"), ("Warmth", "warmth"), ("It does not judge", "non-judgement"),
            ("Patience", "patience"), ("Gentleness", "gentleness"), ("It protects", "protection"),
            ("It understands", "understanding"), ("It encourages", "encouragement"), ("It stays", "commitment"),
            ("It can play", "playfulness"),
        ),
        several=True,
        unsure="a little of each",
    ),
    Question("image.senses.sight", "What might you see of it? For example: light between dark leaves", unsure="offer me something"),
    Question("image.senses.sound", "What might you hear? For example: wind in high branches", unsure="offer me something"),
    Question(
        "image.distance",
        "How near may it be?",
        (("Far off", "far"), ("Across from me", "across"), ("A few steps away", "near"), ("Beside me", "beside")),
        unsure="across from you",
    ),
    Question("image.words", "Is there a line that it might say to you? For example: Take your time.", unsure="no line"),
    Question(
        "breathing.preset",
        "Would you like to be led by the breath?",
        (("Yes, slowly, with soft tones", SOOTHING_4_6.name), ("Only by my own breath, as it comes", OWN_PACE), ("No breath; sounds or feet instead", "no-breath")),
        unsure="as the practice has it",
    ),
    Question(
        "sound.bed",
        "What should sound softly underneath?",
        (("Rain", "rain"), ("Sea", "sea"), ("A stream", "stream"), ("Wind in leaves", "wind"), ("A fire in the hearth", "hearth"),
         ("A night outside", "night"), ("A warm hum", "drone"), ("A plain, dark rush", "brown"), ("Nothing", "none")),
        unsure="rain",
    ),
)  # fmt: skip
SAID = Question(
    "say",
    "How is your name said? For example: shi-VAWN. Leave it empty if it is said as it is written",
    unsure="as written",
)
"""Asked after a name was given."""
NO_BREATH = "no-breath"
"""An answer that is an option and no preset."""
