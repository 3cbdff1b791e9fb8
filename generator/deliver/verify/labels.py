"""What stands on the track and beside it: its kind of file, tags, chapters, transcript, captions."""

import re
from pathlib import Path

from generator.deliver.publish import CAPTIONS, TRANSCRIPT, sidecar
from generator.deliver.read_tags import FoundTags
from generator.deliver.tags import ARTIST, GENRE
from generator.deliver.verify.recorded import Recorded
from generator.deliver.verify.report import Finding, Place, failed, passed, skipped
from generator.plan.describe import transcript
from generator.units import Seconds, to_samples, to_seconds

_WITHIN: Seconds = 0.002
"""Chapters and captions are told in milliseconds."""
_WORD = re.compile(r"[^\W_]+")


def file_finding(recorded: Recorded, tags: FoundTags) -> Finding:
    """Is it the kind of file that was made? Another bit rate shows that somebody has encoded it once more."""
    if tags.form != recorded.form:
        return failed("file", f"{tags.form.told()}; made as {recorded.form.told()}")
    return passed("file", f"{tags.form.told()}, as made")


def tags_finding(recorded: Recorded, tags: FoundTags) -> Finding:
    """Title, artist, genre, language, cover; and lyrics only where they were asked for."""
    wrong = [
        name
        for name, found, wanted in (
            ("title", tags.title, recorded.title),
            ("artist", tags.artist, ARTIST),
            ("genre", tags.genre, GENRE),
        )
        if found != wanted
    ]
    wrong += [name for name, found in (("album", tags.album), ("language", tags.language)) if not found]
    if not tags.cover:
        wrong.append("cover")
    if tags.lyrics != recorded.lyrics:
        wrong.append("lyrics that nobody asked for" if tags.lyrics else "lyrics")
    if wrong:
        return failed("tags", f"not as planned: {', '.join(wrong)}")
    return passed("tags", "title, artist, album, genre, language and cover")


def chapters_finding(recorded: Recorded, tags: FoundTags) -> Finding:
    """Every chapter in its order, at its time, under its title."""
    planned, found = recorded.timeline.chapters, tags.chapters
    if len(planned) != len(found):
        return failed("chapters", f"{len(found)} instead of {len(planned)}")
    wrong = []
    for mark, chapter in zip(planned, found, strict=True):
        if abs(chapter.start - to_seconds(mark.start)) > _WITHIN:
            wrong.append(Place(mark.start, f"'{mark.title}' begins elsewhere"))
        elif chapter.title != mark.title:
            wrong.append(Place(mark.start, f"'{mark.title}' is called otherwise"))
    if wrong:
        return failed("chapters", f"{len(wrong)} of {len(planned)} are not as planned", wrong)
    return passed("chapters", f"{len(planned)}, in order")


def beside_findings(recorded: Recorded, track: Path) -> list[Finding]:
    """Transcript and captions against the plan."""
    kinds = (("transcript", TRANSCRIPT), ("captions", CAPTIONS))
    if recorded.private:
        left = [name for name, ending in kinds if sidecar(track, ending).exists()]
        if left:
            return [failed("private", f"the track is private, but beside it lie: {', '.join(left)}")]
        return [skipped("transcript", "a private track has neither transcript nor captions")]
    findings = []
    for (name, ending), check in zip(kinds, (_transcript, _captions), strict=True):
        try:
            text = sidecar(track, ending).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            findings.append(skipped(name, "none that can be read lies beside the track"))
        else:
            findings.append(check(recorded, text))
    return findings


def _transcript(recorded: Recorded, text: str) -> Finding:
    planned = _words(transcript(recorded.timeline))
    if f" {planned} " in f" {_words(text)} ":
        return passed("transcript", f"all {len(planned.split())} words, in order")
    return failed("transcript", "its words are not those of the plan")


def _captions(recorded: Recorded, text: str) -> Finding:
    cues = re.findall(r"^(\d+):(\d\d):(\d\d\.\d{3}) --> .*\n((?:.+\n?)*)", text, re.MULTILINE)
    said = " ".join(words for _, _, _, words in cues if not words.startswith("("))
    plain = said.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    if _words(plain) != _words(" ".join(spoken.utterance.text for spoken in recorded.timeline.spoken)):
        return failed("captions", "their words are not those of the plan")
    line = recorded.timeline
    places = [item.start for part in (line.spoken, line.breaths, line.bells) for item in part]
    starts = [to_seconds(place) for place in places]
    times = [int(hours) * 3600 + int(minutes) * 60 + float(rest) for hours, minutes, rest, _ in cues]
    late = [time for time in times if min(abs(time - start) for start in starts) > _WITHIN]
    if late:
        odd = [Place(to_samples(time), "nothing begins here") for time in late]
        return failed("captions", f"{len(late)} of {len(times)} come at another time", odd)
    return passed("captions", f"{len(times)}, in time")


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))
