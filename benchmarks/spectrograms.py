"""Spectrograms of all beds on one sheet, drawn by sox, for eyes that look for bands, combs and repeats.

Each panel shows the first minute of one bed, 0 to 22 kHz from bottom to top, 100 dB from black to white.
"""

import argparse
import subprocess
import tempfile
from pathlib import Path

import soundfile
from PIL import Image, ImageDraw

from generator.plan.choices import BEDS
from generator.sound.beds import open_bed
from generator.units import RATE

SECONDS, WIDTH, HEIGHT = 60, 420, 257
"""What is shown of each bed, and pixels of its panel; sox draws fast where the height is a power of 2 and 1 more."""
COLUMNS, MARGIN = 2, 22


def panel(bed: str, seed: int, folder: Path) -> Image.Image:
    """The spectrogram of one bed, both channels as one."""
    with open_bed(bed, seed, channels=1) as source:
        sound = source.block(0, SECONDS * RATE)
    wav, picture = folder / f"{bed}.wav", folder / f"{bed}.png"
    soundfile.write(wav, 0.3 * sound / abs(sound).max(), RATE, subtype="PCM_24")
    size = ["-x", str(WIDTH), "-y", str(HEIGHT), "-z", "100", "-r"]
    subprocess.run(["sox", wav, "-n", "spectrogram", *size, "-o", picture], check=True)
    with Image.open(picture) as drawn:
        return drawn.convert("RGB")


def main() -> None:
    """Draw the sheet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("output", type=Path, help="where the picture goes, as PNG")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    rows = -(-len(BEDS) // COLUMNS)
    sheet = Image.new(
        "RGB", (COLUMNS * (WIDTH + MARGIN) + MARGIN, rows * (HEIGHT + MARGIN) + MARGIN), "white"
    )
    pen = ImageDraw.Draw(sheet)
    with tempfile.TemporaryDirectory() as folder:
        for number, bed in enumerate(BEDS):
            row, column = divmod(number, COLUMNS)
            place = (MARGIN + column * (WIDTH + MARGIN), MARGIN + row * (HEIGHT + MARGIN))
            sheet.paste(panel(bed, given.seed, Path(folder)), place)
            pen.text((place[0], place[1] - 16), bed, fill="black", font_size=14)
    sheet.quantize(64).save(given.output, optimize=True)


if __name__ == "__main__":
    main()
