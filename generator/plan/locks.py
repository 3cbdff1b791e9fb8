"""What a clinician has settled in a profile, and nobody changes by the way."""

from generator.errors import ChoiceError
from generator.plan.profile import Profile


def hold_locks(settled: Profile, wanted: Profile) -> None:
    """Refuse a wish that changes what the profile's clinician has locked.

    Args:
        settled: The profile as its file says it.
        wanted: The profile with everything that was asked for beside the file.

    Raises:
        ChoiceError: A locked choice differs.
    """
    for key in settled.locks:
        if getattr(settled, key) != getattr(wanted, key):
            raise ChoiceError(
                f"The profile's clinician has settled listener.{key} (clinician.locks), so it cannot be changed here.",
                "Leave it as it is, or ask them. A clinician can add --clinician.",
            )
    if settled.locks != wanted.locks:
        raise ChoiceError("clinician.locks can be changed in the profile only.", "Leave it as it is.")
