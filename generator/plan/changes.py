"""Sentences of ours that a listener has put in their own words."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from generator.plan.cues import Cue, Said, Say, Script, Utterance
from generator.plan.sentences import sentence_ranges


def with_changes(
    script: Script, changes: Mapping[str, str], spans: Callable[[str], tuple[Said, ...]]
) -> Script:
    """The script with a listener's own sentences in the place of ours.

    Args:
        script: As it was parsed.
        changes: By a sentence as it stands in the script, what is said in its place; one sentence or several.
        spans: How words are said, for a sentence.
    """
    if not changes:
        return script
    return replace(script, cues=tuple(_changed(script.cues, changes, spans)))


def _changed(
    cues: tuple[Cue, ...], changes: Mapping[str, str], spans: Callable[[str], tuple[Said, ...]]
) -> Iterator[Cue]:
    for cue in cues:
        own = changes.get(cue.utterance.text) if isinstance(cue, Say) else None
        if own is None or not isinstance(cue, Say):
            yield cue
            continue
        ranges = sentence_ranges(own)
        for number, (first, last) in enumerate(ranges, 1):
            sentence = own[first:last]
            yield replace(
                cue,
                utterance=Utterance(sentence, spans(sentence), personal=True),
                opens=cue.opens and number == 1,
                closes=cue.closes and number == len(ranges),
            )
