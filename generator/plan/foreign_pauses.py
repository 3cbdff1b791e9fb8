"""Pauses as other people write them: "(60 secs)", "[PAUSE:5]", "pause for half a minute", `<break time="500ms"/>`.

A bracket is a pause only if nothing else is said in it: one word that we don't know, and it is words to be spoken.
"""

import re

from generator.units import Seconds

PLAIN: Seconds = 5.0
"""A pause of which nothing more is said."""
SIZES: dict[str, Seconds] = {
    **dict.fromkeys(("short", "brief", "small", "little"), 2.5),
    **dict.fromkeys(("long", "longer", "extended"), 15.0),
}
"""What "a short pause" and "a long pause" come to."""
OWN_BREATH: Seconds = 5.0
"""A breath at the listener's own pace."""
STRENGTHS: dict[str, Seconds] = {
    "none": 0.0, "x-weak": 0.25, "weak": 0.5, "medium": 0.75, "strong": 1.0, "x-strong": 1.5,
}  # fmt: skip
"""Breaks of SSML that name no time. The standard leaves their lengths to the voice; these are ours."""
BREAK = re.compile(r"<break\b([^<>]{0,200})>(?:\s*</break\s*>)?", re.IGNORECASE)
"""A break of SSML, with its attributes."""
LONGEST_NUMBER = 8
"""Characters of a number that may be a length."""
LONGEST_CUE: Seconds = 600.0
"""The script language's longest pause; a longer one becomes several."""

_UNITS: dict[str, Seconds] = {
    **dict.fromkeys(("ms", "msec", "msecs", "millisecond", "milliseconds"), 0.001),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1.0),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), 60.0),
    **dict.fromkeys(("breath", "breaths"), OWN_BREATH),
}
_NUMBERS: dict[str, float] = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "forty-five": 45, "fifty": 50, "sixty": 60,
    "ninety": 90,
}  # fmt: skip
_VAGUE: dict[str, float] = {"couple": 2, "few": 3, "several": 4}
_HALVES = {"half", "½"}
_NAMES = {"pause", "pauses", "pausing", "silence", "gap"}
_NAMES_WITH_A_LENGTH = {"silent", "quiet", "stillness", "wait", "break"}
_BESIDE_A_LENGTH = {"for", "about", "approx", "approximately", "around", "roughly", "circa", "ca", "to", "or"}
_BESIDE_A_NAME = {
    "a", "an", "the", "of", "at", "least", "up", "in", "here", "another", "further", "more", "and", "now", "then", "so",
    "moment", "moments",
}  # fmt: skip
_SIGNS = set(".,:;=~-–—…'\"/")
_TOKEN = re.compile(r"\d{1,2}:\d{2}(?!\d)|\d+(?:[.,]\d+)?|forty-five|[^\W\d_]+|\S")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
_TIME = re.compile(r"\btime\s*=\s*\W?\s*(\d{1,5}(?:\.\d{1,3})?)\s*(ms|s)\b", re.IGNORECASE)
_STRENGTH = re.compile(r"\bstrength\s*=\s*\W?\s*([a-z-]{1,10})", re.IGNORECASE)
_AFTER_DOTS = re.compile(r"(?:(?<!\.)\.{2,}|…)(\d{1,3}(?:\.\d{1,2})?) ?(ms|s|secs?|mins?)\b", re.IGNORECASE)


class _Reading:
    """What has been understood of a bracket so far."""

    def __init__(self) -> None:
        self.total: Seconds = 0.0
        self.numbers: list[float] = []
        self.size: Seconds | None = None
        self.named = self.loosely_named = self.timed = self.counted = self.digits = self.chatty = False

    def take(self, token: str) -> bool:
        """Take one more word in; False where it is none of a pause's."""
        if match := _CLOCK.fullmatch(token):
            self._number(60.0 * int(match[1]) + int(match[2]))
        elif token[0].isdecimal():
            if len(token) > LONGEST_NUMBER:
                return False
            self.digits = True
            self._number(float(token.replace(",", ".")))
        elif token in _NUMBERS or token in _VAGUE:
            self._number((_NUMBERS | _VAGUE)[token])
            self.chatty = True
        elif token in _HALVES:
            self._number(0.5 + (self.numbers.pop() if self.numbers else 0.0))
        elif token in _UNITS:
            self._unit(token)
        else:
            return self._word(token)
        return True

    def _number(self, number: float) -> None:
        self.numbers.append(number)
        self.counted = True

    def _unit(self, token: str) -> None:
        self.total += _UNITS[token] * _mean(self.numbers or [1.0])
        self.numbers = []
        self.timed = True
        self.chatty = self.chatty or token in ("m", "breath", "breaths")  # "a pool (5 m)"

    def _word(self, token: str) -> bool:
        if token in _NAMES:
            self.named = True
        elif token in _NAMES_WITH_A_LENGTH:
            self.loosely_named = True
        elif token in SIZES:
            self.size = SIZES[token]
        elif token in _BESIDE_A_NAME:
            self.chatty = True
        else:
            return token in _BESIDE_A_LENGTH or token in _SIGNS
        return True


def quiet_in(words: str) -> Seconds | None:
    """The quiet that the words inside a bracket ask for; None where they say anything else."""
    read = _Reading()
    if not all(read.take(token) for token in _TOKEN.findall(words.lower())) or len(read.numbers) > 2:
        return None
    if read.numbers:  # "[PAUSE:5]", "1 min 30"
        read.total += _mean(read.numbers)
    if read.named or (read.loosely_named and read.counted):
        return read.total if read.timed or read.counted else read.size or PLAIN
    bare_length = read.timed and read.digits and not read.loosely_named and not read.chatty
    return read.total if bare_length and read.size is None else None


def quiet_line(line: str) -> Seconds | None:
    """The quiet that a line without brackets asks for: "Pause 30 seconds", "PAUSE", "60 secs"; else None.

    "Pause." or "Pause for a few breaths." on a line of its own may be said to the listener: it stays a sentence.
    """
    tokens = _TOKEN.findall(line.lower())
    timed = any(token[0].isdecimal() or token in _NUMBERS for token in tokens)
    breathed = any(token.startswith("breath") for token in tokens)
    bare = not set(line.lower().split()) - _NAMES - set(SIZES)
    return quiet_in(line) if bare or (timed and not breathed) else None


def with_plain_pauses(text: str) -> str:
    """The text with breaks of SSML, and lengths that stand behind dots ("...2s"), written as `[pause Ns]`."""
    text = BREAK.sub(lambda found: f" [pause {_break_length(found[1]):g}s] ", text)
    return _AFTER_DOTS.sub(lambda found: f"… [pause {float(found[1]) * _UNITS[found[2].lower()]:g}s] ", text)


def cues_for(quiet: Seconds) -> str:
    """A pause as our script language writes it; nothing for one too short to be heard."""
    cues = []
    while quiet > LONGEST_CUE:
        cues.append(f"[pause {LONGEST_CUE:g}s]")
        quiet -= LONGEST_CUE
    if round(quiet, 2) > 0:
        cues.append(f"[pause {round(quiet, 2):g}s]")
    return " ".join(cues)


def _break_length(attributes: str) -> Seconds:
    if match := _TIME.search(attributes):
        return float(match[1]) * _UNITS[match[2].lower()]
    strength = _STRENGTH.search(attributes)
    return STRENGTHS.get(strength[1].lower() if strength else "medium", STRENGTHS["medium"])


def _mean(numbers: list[float]) -> float:
    """One number, or the middle of a range."""
    return sum(numbers) / len(numbers)
