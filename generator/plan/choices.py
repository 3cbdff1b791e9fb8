"""The words a listener may choose from: levels, lengths, options, qualities, kinds of image, distances."""

LEVELS = ("first", "steady", "deeper", "clinic")
LENGTHS = ("brief", "standard", "long")
SITUATIONS = ("session", "commute", "bedtime")
FLOWS = ("out", "in", "self", "none")

EDITIONS = PERSONAL, RECORDABLE = ("personal", "recordable")
"""Made for one listener, or one fixed wording of a script that serves all and can be recorded once."""

OPTIONS = (
    "no-breath", "eyes-open", "no-human", "no-body-scan", "no-touch", "no-memory",
    "no-childhood", "no-closeness", "no-gaze", "no-faith", "no-food",
)  # fmt: skip
"""Things a track can do without (guide, section 3.6); each has words of its own in the scripts."""

BREATH_SOUNDS = ("tone", "air", "sea")
"""What may lead the breath: a soft tone (usual), air that goes in and out, the swell of the sea."""
BEDS = ("rain", "sea", "stream", "wind", "hearth", "brown", "drone", "night")
"""Beds that are made here; a file of the listener's own can be the bed, too, or there is none."""
NO_BED = "none"

PILLARS = ("wisdom", "strength", "warmth", "non-judgement")
"""What every compassionate image holds at least (guide, section 3.1)."""
QUALITIES = (
    *PILLARS, "commitment", "gentleness", "patience", "protection", "understanding", "encouragement", "playfulness",
)  # fmt: skip
QUALITY_ALIASES = {
    "courage": "strength",
    "kindness": "warmth",
    "acceptance": "non-judgement",
    "non-judgment": "non-judgement",
    "caring commitment": "commitment",
    "caring-commitment": "commitment",
    "steadiness": "patience",
    "empathy": "understanding",
}

KINDS = (
    "tree", "animal", "mountain", "sea", "light", "place", "warmth", "human", "older-you", "figure", "presence",
)  # fmt: skip
SENSES = ("sight", "sound", "touch", "smell")
DISTANCES = ("far", "across", "near", "beside", "touching")
"""From far off to close by; level `first` and the option no-closeness go no nearer than `across`."""

IMAGE_TO_ME = ("stays", "sits-alongside", "listens", "keeps-watch", "looks", "offers-a-word", "walks-along")
"""What the image may do for the listener (guide, section 3.3)."""
ME_TO_IMAGE = (
    "come-nearer",
    "lean",
    "rest-in-its-shade",
    "ask",
    "show-one-thing",
    "thank",
    "be-silent-together",
)
"""What the listener may do with the image (guide, section 3.3)."""
SPEAKS = ("words", "knowing", "look", "warmth")
"""How the image may let itself be understood."""
GUIDANCE = USUAL, LESS, LEAST = ("usual", "less", "least")
"""How much is said in the same length: what is left out becomes quiet, for somebody who needs fewer words by now."""
LOCKS = ("level", "options")
"""What a clinician may settle for a client."""

PRONOUNS: dict[str, tuple[str, str, str, str]] = {
    "it": ("it", "it", "its", "itself"),
    "they": ("they", "them", "their", "themselves"),
    "she": ("she", "her", "her", "herself"),
    "he": ("he", "him", "his", "himself"),
}
"""Subject, object, possessive and reflexive forms; `none` repeats the label instead."""
