"""Pronunciations in plain letters, for voices that take nothing else."""

import pytest

from generator.speech.pronunciation import from_ipa
from generator.speech.respelling import spelled


@pytest.mark.parametrize(
    ("ipa", "letters"),
    [
        ("/niːv/", "neev"),
        ("/ˈiːfə/", "eefa"),
        ("/ʃɪˈvɔːn/", "shivawn"),
        ("/ɹiːs/", "reess"),
        ("/ˈɡɪʃ/", "ghish"),
        ("/ˈkɹɪs/", "kriss"),
        ("/ˈlaɪsə/", "lysa"),
        ("/ˈaɪlə/", "eyela"),
        ("/ˈdʒoʊti/", "johtee"),
        ("/ˈdɪlən/", "dillern"),
        ("/ˈjuːsɛf/", "yoosef"),
    ],
)
def test_signs_become_letters_that_sound_about_the_same(ipa: str, letters: str) -> None:
    assert spelled(from_ipa(ipa)) == letters
