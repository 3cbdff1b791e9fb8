"""Envelopes: how a level moves without a corner, and linear gains between evenly spaced points."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from generator.units import Samples

Curve = NDArray[np.float64]
"""One value for each frame, float64, shape (frames,)."""
Part = TypeVar("Part", NDArray[np.float64], NDArray[np.float32])


def ease(part: Part) -> Part:
    """Raised cosine from 0 to 1 as `part` goes from 0 to 1; flat at both ends and outside them."""
    eased: Part = 0.5 - 0.5 * np.cos(np.pi * np.clip(part, 0.0, 1.0))
    return eased


def rise(frames: Samples) -> Curve:
    """Raised cosine from 0 up towards 1, shape (frames,); read backwards it falls."""
    return ease((np.arange(frames) + 0.5) / max(frames, 1))


def edges(frames: Samples, attack: Samples, release: Samples) -> Curve:
    """A level of 1 with raised-cosine ends, shape (frames,).

    Both ends shrink in proportion when they would meet.

    Args:
        frames: Length of the whole.
        attack: Frames over which it rises from 0.
        release: Frames over which it falls back to 0.
    """
    if attack + release > frames:
        attack, release = frames * attack // (attack + release), frames * release // (attack + release)
    level = np.ones(frames)
    level[:attack] = rise(attack)
    level[frames - release :] = rise(release)[::-1]
    return level


def between(points: Curve, hop: Samples) -> Curve:
    """Straight lines between evenly spaced points.

    Args:
        points: Values at frames 0, hop, 2·hop, …; shape (n,).
        hop: Frames from one point to the next.

    Returns:
        One value for each frame from the first point up to the last, shape ((n - 1) · hop,).
    """
    part = np.arange(hop) / hop
    lines = points[:-1, None] + np.diff(points)[:, None] * part
    return lines.reshape(-1)


def eased_gains(allowed: Curve, spread: int) -> Curve:
    """Gains at the corners between hops that move softly and never pass what either neighbour allows.

    Each corner first takes the least that the hops within `spread` allow, then the weighted mean of the
    corners within `spread`, every one of which has already seen this corner's own hops.

    Args:
        allowed: The most gain of each hop, shape (hops,).
        spread: Hops over which the gain is eased either way.

    Returns:
        Gains at the corners that have `margin` hops on either side, shape (hops - 2 · margin + 1,).
    """
    reach = np.lib.stride_tricks.sliding_window_view(allowed, 2 * spread + 2).min(axis=1)
    part = np.arange(1, 2 * spread + 2) / (2 * spread + 2)
    weights = ease(1.0 - np.abs(2.0 * part - 1.0))
    around = np.lib.stride_tricks.sliding_window_view(reach, 2 * spread + 1)
    return np.asarray(around @ (weights / weights.sum()))[1:-1]
