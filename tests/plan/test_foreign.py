"""Other people's plain scripts: their forms of pauses are understood, their words kept, their signs never obeyed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.plan.cues import Chapter, Pause, Say, Script
from generator.plan.foreign import LONGEST_SENTENCE, Foreign, Heading, Passage, read_foreign
from generator.plan.foreign_pauses import PLAIN, quiet_in, quiet_line
from generator.plan.sentences import words_in
from tests.strategies import HOSTILE, script_of

RUN = re.compile(r"[^\W_]+")


def words_of(text: str) -> list[str]:
    """Letters and digits in order, whatever stands between them."""
    return RUN.findall(text)


def spoken(foreign: Foreign) -> Script:
    """Their script as our parser takes it, from the very text that would be written."""
    return script_of(foreign.body())


def heard(script: Script) -> list[str]:
    """Headings and sentences, in order."""
    return [
        cue.title if isinstance(cue, Chapter) else cue.utterance.text
        for cue in script.cues
        if isinstance(cue, Chapter | Say)
    ]


def pieces(text: str) -> list[str | float]:
    return [
        piece for block in read_foreign(text).blocks if isinstance(block, Passage) for piece in block.pieces
    ]


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("(60 secs)", 60),
        ("(15 seconds)", 15),
        ("(pause 1 minute)", 60),
        ("[PAUSE:5]", 5),
        ("[pause:2.5s]", 2.5),
        ("[pause 500ms]", 0.5),
        ("[pause for 10 seconds]", 10),
        ("(Pause for about ten seconds)", 10),
        ("[pause 10-15 seconds]", 12.5),
        ("(5 to 10 secs)", 7.5),
        ("(pause for half a minute)", 30),
        ("(pause 1 and a half minutes)", 90),
        ("(pause 1 min 30 secs)", 90),
        ("[pause 1:30]", 90),
        ("(2 min silence)", 120),
        ("(a minute of silence)", 60),
        ("(pause for three breaths)", 15),
        ("(pause)", PLAIN),
        ("(short pause)", 2.5),
        ("[long pause]", 15),
        ("*pause*", PLAIN),
        ("**(pause 8 s)**", 8),
        ("{{pause 8 s}}", 8),
        ("<pause 8s>", 8),
        ("…4s", 4),
        ("...2s", 2),
        ("… (pause)", PLAIN),
        ('<break time="3s"/>', 3),
        ("<break time='1500ms' />", 1.5),
        ('<BREAK TIME="2.5s"></BREAK>', 2.5),
        ("<break time=“2s”/>", 2),
        ('<break strength="strong"/>', 1),
        ("<break/>", 0.75),
    ],
)
def test_a_pause_is_understood_between_words_and_on_a_line_of_its_own(written: str, seconds: float) -> None:
    inside = pieces(f"Rest here {written} and go on.")
    alone = pieces(f"Rest here.\n\n{written}\n\nGo on.")

    assert [piece for piece in inside if isinstance(piece, float)] == [pytest.approx(seconds)]
    assert words_of(" ".join(str(piece) for piece in inside if isinstance(piece, str))) == [
        "Rest",
        "here",
        "and",
        "go",
        "on",
    ]
    assert [piece for piece in alone if isinstance(piece, float)] == [pytest.approx(seconds)]
    assert [piece for piece in alone if isinstance(piece, str)] == ["Rest here.", "Go on."]


@pytest.mark.parametrize(
    "words",
    [
        "or lower them", "in a minute", "for ten minutes or so", "rest here", "client's name", "if you pause", "softly",
        "friend(s)", "s", "5", "1 of 3", "a pool, 5 m", "quiet", "wait", "breath", "bell", "00:30", "-", "999999999 seconds",
    ],
)  # fmt: skip
def test_a_bracket_that_says_anything_else_is_no_pause(words: str) -> None:
    assert quiet_in(words) is None


@pytest.mark.parametrize(
    "line", ["PAUSE", "Pause", "Long pause", "Pause 30 seconds", "Silence: 2 minutes", "60 secs"]
)
def test_a_line_that_is_a_pause_needs_no_bracket(line: str) -> None:
    assert quiet_line(line) is not None


@pytest.mark.parametrize(
    "line",
    ["Pause.", "Pause for a moment.", "Pause for three breaths.", "Silence is fine.", "Wait.", "A break"],
)
def test_a_line_that_may_be_said_to_the_listener_is_said(line: str) -> None:
    assert words_of(" ".join(heard(spoken(read_foreign(f"Hello.\n\n{line}\n"))))) == [
        "Hello",
        *words_of(line),
    ]


def test_a_pause_reaches_the_script_in_its_place_and_length() -> None:
    script = spoken(read_foreign("Breathe in (2 seconds) and out (90 secs). Rest now (pause 25 minutes)."))

    kinds = [
        cue.utterance.text if isinstance(cue, Say) else cue.ideal
        for cue in script.cues
        if isinstance(cue, Say | Pause)
    ]
    assert kinds == ["Breathe in", 2, "and out.", 90, "Rest now.", 600, 600, 300]


def test_paragraphs_headings_and_title_are_found_in_their_many_forms() -> None:
    foreign = read_foreign(
        "Title: The lake\r\n\r\nARRIVING\r\n\r\nSit down.\r\n\r\n## The water ##\r\n\r\nLook.\r\n\r\n"
        "**Far away**\r\n\r\nLook again.\r\n\r\nThe shore\r\n=========\r\n\r\nWalk.\r\n\r\n=== Home ===\r\n\r\nEnd.\r\n"
    )

    assert foreign.title == "The lake"
    assert foreign.blocks == (
        Heading("ARRIVING"), Passage(("Sit down.",)),
        Heading("The water"), Passage(("Look.",)),
        Heading("Far away"), Passage(("Look again.",)),
        Heading("The shore"), Passage(("Walk.",)),
        Heading("Home"), Passage(("End.",)),
    )  # fmt: skip


def test_the_first_heading_is_the_title_only_before_any_words() -> None:
    assert read_foreign("# The lake\n\nSit.").title == "The lake"
    assert read_foreign("Sit.\n\n# The lake\n\nLook.").title == ""


def test_a_first_line_written_like_a_title_is_one_and_a_greeting_is_not() -> None:
    titled = read_foreign("Body Scan for the Evening\nBy Jane Ashe\n\nSit down.")

    assert titled.title == "Body Scan for the Evening"
    assert titled.blocks[1:] == (Passage(("By Jane Ashe.",)), Passage(("Sit down.",)))
    for greeting in ("Welcome", "Welcome, my friends", "Sit Down Slowly.", "Welcome Back, and thank you"):
        assert read_foreign(f"{greeting}\n\nSit down.").title == ""


def test_sentences_in_capitals_are_no_headings_and_nothing_is_in_a_script_of_capitals() -> None:
    assert pieces("Say it.\n\nYOU ARE HERE.\n\nGo on.") == ["Say it.", "YOU ARE HERE.", "Go on."]
    assert pieces("SIT DOWN\n\nLOOK UP\n") == ["SIT DOWN.", "LOOK UP."]


def test_wrapped_lines_are_joined_and_short_lines_are_sentences() -> None:
    wrapped = "Let your gaze rest on something steady that you can see\nfrom here, and when it wanders, let it come home as many times\nI ask.\n\nMay I be well\nMay I be kind\n"

    assert pieces(wrapped) == [
        "Let your gaze rest on something steady that you can see from here, and when it wanders, let it come home as many times I ask.",
        "May I be well. May I be kind.",
    ]
    assert pieces("One line.\nAnother line\n(5 secs)\nA third") == [
        "One line.",
        "Another line.",
        5.0,
        "A third.",
    ]


def test_lists_lose_their_signs_and_countdowns_keep_their_numbers() -> None:
    assert pieces("- Sit\n- Look\n\n1. One thing\n2) Another\n\n• A third\n\n\uf0b7 A fourth") == [
        "Sit. Look.", "One thing. Another.", "A third.", "A fourth.",
    ]  # fmt: skip
    assert pieces("- - Sit\n\n-\\ - Look\n\n1. - Rest") == ["Sit.", "Look.", "Rest."]
    script = spoken(read_foreign("3. 2. 1.\n\n10\n\n9"))
    assert words_of(" ".join(heard(script))) == ["3", "2", "1", "10", "9"]


def test_markup_goes_and_what_it_holds_stays() -> None:
    ssml = (
        '<?xml version="1.0"?>\n<speak version="1.1"><!-- for Anna --><p>Sit <emphasis level="strong">here</emphasis> &amp; rest.'
        '</p><p>It&#39;s <prosody rate="slow">quiet</prosody>.<break time="2s"/></p></speak>'
    )
    foreign = read_foreign(ssml)

    assert foreign.blocks == (Passage(("Sit here & rest.",)), Passage(("It's quiet.", 2.0)))


def test_a_single_tag_is_enough_to_be_read_as_markup() -> None:
    assert pieces("Sit <emphasis>here</emphasis> now.") == ["Sit here now."]
    assert pieces('Rest &amp; wait. <break time="2s"/> It&#39;s fine &lt;here&gt;.') == [
        "Rest & wait.", 2.0, "It's fine here.",
    ]  # fmt: skip
    assert pieces("Rest &amp; wait.") == ["Rest &amp; wait."]


def test_curly_quotes_odd_blanks_and_invisible_characters_are_made_plain() -> None:
    assert pieces("Say\u00a0\u201cit\u2019s\u201d so\u00adft\u200bly,\tplease\ufeff.") == [
        'Say "it\'s" softly, please.'
    ]


def test_what_stands_in_brackets_but_is_no_pause_is_told() -> None:
    foreign = read_foreign("Hello [client's name]. {softly} Rest (or lie down) <here>.")

    assert foreign.asides == ("[client's name]", "{softly}", "<here>")
    assert heard(spoken(foreign)) == ["Hello (client's name).", "(softly) Rest (or lie down) here."]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_that_looks_like_our_language_is_obeyed(hostile: str) -> None:
    script = spoken(read_foreign(f"Sit down, please.\n\n{hostile}\n\nHere {hostile} we are."))

    assert script.passages == ()
    assert script.shown == ()
    assert {type(cue) for cue in script.cues} <= {Say, Pause, Chapter}
    assert sum(isinstance(cue, Pause) for cue in script.cues) <= (
        4 if re.search("pause|break", hostile) else 0
    )
    assert all("None" not in line and "49" not in line for line in heard(script))


def test_a_very_long_sentence_is_divided_and_loses_no_word() -> None:
    comma = ", ".join(["walk on over the wide green field"] * 40)
    plain = " ".join(["on"] * 5000)
    for text in (comma, plain):
        script = spoken(read_foreign(text))

        assert words_of(" ".join(heard(script))) == words_of(text)
        assert all(words_in(line) <= LONGEST_SENTENCE for line in heard(script))
    assert all(line[-1] in ",." for line in heard(spoken(read_foreign(comma))))


WORDS = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyzABCÉßñøŁ"), min_size=3, max_size=8).filter(
    lambda word: quiet_in(word) is None
)
SENTENCES = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)
PAUSES = st.sampled_from(
    [
        "(60 secs)",
        "[PAUSE:5]",
        "...2s",
        "… (pause)",
        '<break time="2s"/>',
        "[pause for 10 seconds]",
        "(long pause)",
    ]
)
ENDS = st.sampled_from(
    [".", "?", "…", ",", "", " –", ":", ".'", "\n", "\r\n", "\n\n", "\n- ", "\n\n3. ", "\n> "]
)


@given(st.lists(st.tuples(SENTENCES, st.one_of(ENDS, PAUSES)), min_size=1, max_size=12))
def test_every_word_is_kept_and_every_pause_found(parts: list[tuple[str, str]]) -> None:
    text = " ".join(sentence + end for sentence, end in parts) + " at last"
    foreign = read_foreign(text)

    assert foreign.pauses == sum(any(character.isalpha() for character in end) for _, end in parts)
    assert words_of(" ".join(heard(spoken(foreign)))) == words_of(
        " ".join([*(sentence for sentence, _ in parts), "at last"])
    )


@given(
    st.lists(
        st.one_of(
            WORDS, st.text("[]{}()<>#*_`|\\~^+=/@$%&\"'’“.,:;!?- \n\t\u00a0\u00ad\ue05b\ue100", max_size=6)
        ),
        max_size=40,
    )
)
def test_whatever_signs_stand_around_them_words_stay_and_the_script_can_be_parsed(parts: list[str]) -> None:
    text = " ".join(parts)
    foreign = read_foreign(text)
    if not foreign.speaks:
        headings = [block.title for block in foreign.blocks if isinstance(block, Heading)]
        assert words_of(" ".join(headings)) == words_of(text.replace("\u00ad", ""))
        return

    script = spoken(foreign)

    assert words_of(" ".join(heard(script))) == words_of(text.replace("\u00ad", ""))


@given(st.text(max_size=200))
def test_any_text_at_all_becomes_a_script_or_says_nothing(text: str) -> None:
    foreign = read_foreign(text)

    if foreign.speaks:
        assert heard(spoken(foreign))


def test_signs_in_great_numbers_take_no_time() -> None:
    for sign in "([{<*#_-.>= \n":
        assert read_foreign(sign * 100_000 + "word").speaks in (True, False)
    assert len(pieces("(pause)" * 20_000)) == 20_000


def test_a_full_stop_behind_a_pause_ends_the_words_before_it() -> None:
    assert pieces("Rest now (5 secs). Then {go} (pause), and come… (pause).") == [
        "Rest now.", 5.0, "Then (go),", PLAIN, "and come…", PLAIN,
    ]  # fmt: skip


def test_two_pauses_stay_two() -> None:
    found = pieces("Rest (5 secs) (10 secs) now.")

    assert found == ["Rest", 5.0, 10.0, "now."]
