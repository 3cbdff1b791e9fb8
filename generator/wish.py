"""By what a batch knows a finished track again: a digest of what was asked for."""

import json
import tomllib
from dataclasses import fields
from pathlib import Path

from generator.deliver.recipe import keyed
from generator.plan.profile import profile_tables
from generator.request import Prepared


def wish_of(prepared: Prepared, secret: bytes) -> str:
    """A keyed digest of what is asked for, known before anything is spoken: the same wish makes the same track.

    Args:
        prepared: The request, with the scripts that it leads to.
        secret: The installation's secret.
    """
    request = prepared.request
    plain = {
        item.name: getattr(request, item.name)
        for item in fields(request)
        if item.name not in ("clinician", "reviewed")  # who answers for it does not change what it is
    }
    plain["profile"] = profile_tables(request.profile)
    plain["place"] = repr(request.place)
    plain["scripts"] = prepared.candidates[0].parts
    plain["voice"] = repr(prepared.voice)
    return keyed(secret, json.dumps(plain, sort_keys=True))


def named_wish(recipe: Path) -> str:
    """The wish that a recipe was made from; empty where there is no such recipe."""
    try:
        return str(tomllib.loads(recipe.read_text(encoding="utf-8"))["recipe"]["wish"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ""
