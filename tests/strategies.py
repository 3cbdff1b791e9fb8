"""Hypothesis strategies and small builders that several test modules share."""

from collections.abc import Mapping

import jinja2
from hypothesis import strategies as st

from generator.plan.breathing import PRESETS, BreathPattern, pattern_named
from generator.plan.cues import Script, Utterance
from generator.plan.layout import Guidance
from generator.plan.lexicon import Lexicon
from generator.plan.pauses import Form
from generator.plan.script import parse
from generator.plan.sentences import words_in
from generator.plan.template import Rendered, Templates
from generator.units import Samples, to_samples

STEADY = Form("standard", "steady")
FIRST = Form("standard", "first")
BRIEF = Form("brief", "steady")
LONG = Form("long", "steady")
PACED = Guidance(pattern_named("soothing-4-6"), 110)

HOSTILE = (
    "Sam\n[pause 999s]",
    "[bell]",
    "[x](/y/)",
    "{{ 7*7 }}",
    "{% include 'x' %}",
    "# boo",
    "\n# boo\n",
    "<b>bold</b>",
    '<break time="5s"/>',
    "*very* _much_ `so`",
    "- a list",
    "1. first",
    "https://example.org/a?b=c&d",
    "[if room 1]",
    "[end room]",
    "[shows g-why]",
    "[breathe ramp]",
    "{# a #}",
    "${HOME} %s %(x)s",
    "Zoë 🙂 née O’Brien-Jones",
    "שלום חבר",
    "مرحبا يا صديقي",
    "a\u202eb",
    "x\u0000y",
)
"""Things a listener may type that look like the script language, like markup, or like code."""

typed_words = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(exclude_categories=("Cs", "Co")), min_size=1, max_size=40),
    st.text("ab []{}#<>*_`|\\/()\n.!?\"'&=-", min_size=1, max_size=40),
)
"""Whatever a listener may type, without the private-use characters that a profile refuses."""


def lengths(utterance: Utterance) -> Samples:
    """Length of a clip by a plain rule: a count fits its beat, a word of a sentence takes 0.33 s."""
    words = words_in(utterance.text)
    return to_samples(0.4 if words <= 1 else 0.33 * words)


def script_of(
    text: str, form: Form = STEADY, lexicon: dict[str, str] | None = None, **values: object
) -> Script:
    """A script from template text."""
    filled = rendered({"a.md": text}, values)
    return parse(filled.text, filled.sites, form=form, lexicon=Lexicon(lexicon or {}), file="scripts/a.md")


def rendered(sources: Mapping[str, str], values: Mapping[str, object], seed: int = 1) -> Rendered:
    """The template `a.md` among these sources, filled."""
    return Templates(jinja2.DictLoader(dict(sources))).render("a.md", values, seed)


_WORDS = ("old", "yew", "stands", "quietly", "and", "waits", "for", "you", "here", "today")
sentences = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=9).map(
    lambda words: " ".join(["The", *words]) + "."
)
paragraphs = st.lists(sentences, min_size=1, max_size=3).map(" ".join)
_seconds = st.integers(1, 40).map(lambda seconds: f"[pause {seconds}s]")
_pauses = st.one_of(st.sampled_from(["[beat]", "[settle]", "[form]", "[feel]"]), _seconds)
_still = st.one_of(
    paragraphs, _pauses, st.just("[bell]"), st.just("# A heading"), st.just("[breathe own 2 breaths]")
)


@st.composite
def _cycles(draw: st.DrawFn) -> str:
    least = draw(st.integers(1, 4))
    most = draw(st.integers(least, least + 8))
    return f"[breathe {least}-{most} cycles, best {draw(st.integers(least, most))}]"


@st.composite
def _rooms(draw: st.DrawFn, inside: st.SearchStrategy[str]) -> str:
    blocks = draw(st.lists(inside, min_size=1, max_size=3))
    return "\n\n".join([f"[if room {draw(st.integers(1, 4))}]", *blocks, "[end room]"])


_running = st.one_of(paragraphs, _cycles(), st.just("# Another heading"))


@st.composite
def script_texts(draw: st.DrawFn, *, paced: bool = True) -> str:
    """Valid scripts: stillness, perhaps a stretch led by tones, stillness; optional passages in each."""
    still = st.one_of(_still, _rooms(_still))
    blocks = [draw(paragraphs), *draw(st.lists(still, max_size=5))]
    if paced and draw(st.booleans()):
        blocks += ["[breathe ramp]", *draw(st.lists(st.one_of(_running, _rooms(_running)), max_size=5))]
        blocks.append(f"[breathe fade {draw(st.integers(1, 3))} cycles]")
        blocks += draw(st.lists(still, max_size=3))
    return "\n\n".join(blocks)


@st.composite
def patterns(draw: st.DrawFn) -> BreathPattern:
    """A preset at a tempo that keeps it within the gentle range."""
    preset = PRESETS[draw(st.sampled_from(sorted(PRESETS)))]
    counts = preset.in_counts + preset.out_counts
    slowest = min(1.2, (13 - preset.top) / counts)
    quickest = max(0.8, (7 - preset.top) / counts)
    return pattern_named(preset.name, draw(st.floats(quickest, slowest)))
