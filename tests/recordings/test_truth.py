"""Whoever gets a track can read whether a person or a computer speaks it, on every page that goes with it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader

from generator.deliver.recipe import read_recipe
from generator.desk import HandoutWish
from generator.handout import make_handout
from generator.library import Library
from generator.plan.profile import Profile
from generator.render import render_again, render_track
from generator.request import Request
from tests.recordings.voice import keep_voice
