"""The ways in which a practice can be asked for, as far as the checker looks at them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import product

from generator.plan.breathing import OWN_PACE
from generator.plan.choices import KINDS, LENGTHS, LEVELS, PRONOUNS
from generator.plan.own_fields import Typed
from generator.plan.practice import Practice
from generator.plan.profile import Profile
from generator.plan.situations import COMMUTE

SEEDS = (1, 2)
SLOWEST = "soothing-5-7"
SOMEBODY = Profile(
    name="Samira", struggle="the fear of being late", label="an old yew by the church", kind="tree", words="I have time for you.",
)  # fmt: skip
"""A listener who has filled everything in."""
OWN_LINES: Mapping[str, str | tuple[str, ...]] = {
    "lines": (
        "This is hard, and most people would find it hard.",
        "I can do one part of it.",
        "Asking for help is fine.",
    ),
    "letter": "Dear you. This has been a long week, and you kept going. I would like you to rest tonight.",
}
"""Something that might be typed, for each kind of field that is spoken line by line."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One way in which a practice can be asked for."""

    level: str
    form: str
    situation: str
    profile: Profile = field(default_factory=Profile)
    seed: int = 1
    whole: bool = True
    timed: bool = False
    """Whether its length is worked out as well."""

    def __str__(self) -> str:
        profile = self.profile
        extra = [
            *profile.options,
            *(word for word in (profile.kind, profile.pronoun, profile.preset) if word),
        ]
        extra += ["familiar"] * profile.familiar + ["no bell"] * (not profile.bell)
        extra += [
            f"{name}={value if isinstance(value, str | bool) else '…'}"
            for name, value in profile.fields.items()
        ]
        if not self.whole:
            extra.append("in a ride")
        return ", ".join([self.level, self.form, self.situation, *extra, f"seed {self.seed}"])


def variants(practice: Practice, *, with_images: bool) -> Iterator[Variant]:
    """Every cut with each option alone and all together, and more in single cuts.

    Args:
        practice: What is asked for.
        with_images: Whether the kind of image and its pronoun make a difference.
    """
    found = list(cuts(practice))
    for cut in found:
        yield from _of_cut(cut, practice)
    yield from _of_fields(found, practice)
    if with_images:
        yield from _of_images(found)


def cuts(practice: Practice) -> Iterator[Variant]:
    """Every level, form and situation that a practice offers."""
    for level in LEVELS:
        for form in LENGTHS:
            if form not in practice.lengths.get(level, {}):
                continue
            for situation in practice.situations:
                if situation != COMMUTE or form in practice.commute_forms:
                    yield Variant(level, form, situation, timed=True)


def _of_cut(cut: Variant, practice: Practice) -> Iterator[Variant]:
    """The usual wording, each option alone, all together, other breathing, and a listener who filled everything in."""
    for seed in SEEDS:
        yield replace(cut, seed=seed)
    others = [Profile(options=(option,)) for option in practice.options]
    others += [Profile(options=practice.options), SOMEBODY, Profile(familiar=True), Profile(bell=False)]
    if cut.level != LEVELS[0]:
        others += [Profile(preset=OWN_PACE), Profile(preset=SLOWEST)]
    for number, profile in enumerate(others):
        yield replace(cut, profile=profile, seed=SEEDS[number % len(SEEDS)], timed=False)
    if cut.situation == COMMUTE:
        yield replace(cut, whole=False, timed=False)


def _of_fields(found: list[Variant], practice: Practice) -> Iterator[Variant]:
    """Each choice of the practice's own, in one cut of each level."""
    cut_of = {cut.level: cut for cut in found if cut.form != LENGTHS[0]} or {found[0].level: found[0]}
    for name, spec in practice.fields.items():
        values: tuple[Typed, ...] = (not spec.default,) if spec.kind == "flag" else spec.choices
        if spec.kind in OWN_LINES:
            values = (OWN_LINES[spec.kind],)
        for cut, value in product(cut_of.values(), values):
            if value != spec.default:
                yield replace(cut, profile=Profile(fields={name: value}), timed=False)


def _of_images(found: list[Variant]) -> Iterator[Variant]:
    """Each kind of image with each pronoun, in one cut after another."""
    for number, (kind, pronoun) in enumerate(product(KINDS, (None, *PRONOUNS, "none"))):
        label = "Gran" if kind == "figure" else ""
        profile = Profile(kind=kind, pronoun=pronoun, label=label)
        cut = found[number % len(found)]
        yield replace(cut, profile=profile, seed=SEEDS[number % len(SEEDS)], timed=False)
