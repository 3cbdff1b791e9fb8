"""LAME by way of lameenc, set as our files want it."""

from typing import Any

import lameenc

from generator.deliver.formats import FileFormat
from generator.units import RATE

VBR_QUALITY = 4
"""LAME's V4, about 140 to 170 kb/s for speech over a bed."""
ALGORITHM_QUALITY = 5
"""As good as 3 at this rate, and a tenth quicker."""
_SCALES = ((160, 0.95), (192, 0.97), (224, 0.98))
"""Up to which constant rate (kb/s) LAME scales what it is given by which factor, to keep room for overshoot."""


def encoder(form: FileFormat) -> Any:
    """An encoder for so many channels at this bit rate; what it gives are bare frames."""
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_channels(form.channels)
    encoder.set_in_sample_rate(RATE)
    encoder.set_out_sample_rate(RATE)  # else a low rate would be resampled
    if form.kilobits:
        encoder.set_bit_rate(form.kilobits)
    else:
        encoder.set_vbr(4)  # vbr_mtrh, LAME's default method
        encoder.set_vbr_quality(VBR_QUALITY)
    encoder.set_quality(ALGORITHM_QUALITY)
    return encoder


def scale(form: FileFormat) -> float:
    """The factor that LAME puts on the sound at this rate."""
    return next((factor for rate, factor in _SCALES if 0 < form.kilobits <= rate), 1.0)
