"""Tiny models of the true kinds, built here: they hum, as long as they are given sounds to say, at the speed asked for."""

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
from onnx import NodeProto, TensorProto, checker, helper, numpy_helper, save

KOKORO_RATE = 24_000
PIPER_RATE = 22_050
SECONDS_A_SIGN = 0.06
STYLES = ("af_tiny", "bf_tiny")
_HZ = 150.0
_SWELL = 4.0


def write_kokoro(folder: Path, *, styles: tuple[str, ...] = STYLES) -> None:
    """A model `kokoro-tiny.onnx` and its style vectors."""
    folder.mkdir(parents=True, exist_ok=True)
    _save(
        folder / "kokoro-tiny.onnx",
        inputs=[
            ("tokens", TensorProto.INT64, [1, "signs"]),
            ("style", TensorProto.FLOAT, [1, 256]),
            ("speed", TensorProto.FLOAT, [1]),
        ],
        output=("audio", ["frames"]),
        nodes=[
            helper.make_node("Mul", ["count", "a_sign"], ["plain"]),
            helper.make_node("Div", ["plain", "speed"], ["length"]),
            # Part of the style, so that another style sounds different.
            helper.make_node("ReduceMean", ["style"], ["louder"], keepdims=0),
            helper.make_node("Mul", ["hum", "louder"], ["audio"]),
        ],
        rate=KOKORO_RATE,
        tokens="tokens",
    )
    for number, name in enumerate(styles):
        vectors: npt.NDArray[np.float32] = np.full((510, 256), 1.0 - 0.2 * number, np.float32)
        vectors.tofile(folder / f"{name}.bin")


def write_piper(folder: Path, name: str = "en_GB-tiny") -> None:
    """A Piper voice: model and settings."""
    folder.mkdir(parents=True, exist_ok=True)
    _save(
        folder / f"{name}.onnx",
        inputs=[
            ("input", TensorProto.INT64, [1, "signs"]),
            ("input_lengths", TensorProto.INT64, [1]),
            ("scales", TensorProto.FLOAT, [3]),
        ],
        output=("output", [1, 1, 1, "frames"]),
        nodes=[
            helper.make_node("Gather", ["scales", "second"], ["stretch"]),
            # Piper puts an empty sign between any two.
            helper.make_node("Mul", ["count", "half"], ["sounds"]),
            helper.make_node("Mul", ["sounds", "a_sign"], ["plain"]),
            helper.make_node("Mul", ["plain", "stretch"], ["length"]),
            helper.make_node("Reshape", ["hum", "shape"], ["output"]),
        ],
        rate=PIPER_RATE,
        tokens="input",
    )
    signs = " !',-.:;?abcdefhijklmnopqrstuvwxyzæçðøħŋœɐɑɒɔɕɖəɚɛɜɡɪɫɹɾʃʊʌʒʔʲˈˌː\u0329\u0303θᵻ"
    settings = {
        "audio": {"sample_rate": PIPER_RATE},
        "espeak": {"voice": "en-gb-x-rp"},
        "language": {"code": "en_GB"},
        "inference": {"noise_scale": 0.0, "length_scale": 1, "noise_w": 0.0},
        "phoneme_type": "espeak",
        "phoneme_id_map": {sign: [number] for number, sign in enumerate("_^$" + signs)},
        "num_symbols": 256,
        "num_speakers": 1,
        "speaker_id_map": {},
    }
    (folder / f"{name}.onnx.json").write_text(json.dumps(settings), encoding="utf-8")


def _save(
    path: Path,
    *,
    inputs: list[tuple[str, int, list[int | str]]],
    output: tuple[str, list[int | str]],
    nodes: list[NodeProto],
    rate: int,
    tokens: str,
) -> None:
    """A model that counts its signs, lets `nodes` say how long that lasts, and hums so long."""
    constants: dict[str, npt.NDArray[np.generic]] = {
        "a_sign": np.array([SECONDS_A_SIGN * rate], np.float32),
        "half": np.array([0.5], np.float32),
        "second": np.array([1], np.int64),
        "shape": np.array([1, 1, 1, -1], np.int64),
        "zero": np.array(0.0, np.float32),
        "one": np.array(1.0, np.float32),
        "no_axis": np.array([0], np.int64),
        "pitch": np.array(2 * np.pi * _HZ / rate, np.float32),
        "swell": np.array(2 * np.pi * _SWELL / rate, np.float32),
        "loud": np.array(0.4, np.float32),
    }
    counting = [
        helper.make_node("Size", [tokens], ["size"]),
        helper.make_node("Cast", ["size"], ["count"], to=TensorProto.FLOAT),
    ]
    humming = [
        helper.make_node("Squeeze", ["length", "no_axis"], ["frames"]),
        helper.make_node("Range", ["zero", "frames", "one"], ["time"]),
        helper.make_node("Mul", ["time", "pitch"], ["phase"]),
        helper.make_node("Sin", ["phase"], ["tone"]),
        helper.make_node("Mul", ["time", "swell"], ["slow_phase"]),
        helper.make_node("Sin", ["slow_phase"], ["swelling"]),
        helper.make_node("Add", ["swelling", "one"], ["level"]),
        helper.make_node("Mul", ["tone", "level"], ["swelled"]),
        helper.make_node("Mul", ["swelled", "loud"], ["hum"]),
    ]
    before = [node for node in nodes if node.output[0] not in ("audio", "output", "louder")]
    after = [node for node in nodes if node not in before]
    graph = helper.make_graph(
        [*counting, *before, *humming, *after],
        path.stem,
        [helper.make_tensor_value_info(name, kind, shape) for name, kind, shape in inputs],
        [helper.make_tensor_value_info(output[0], TensorProto.FLOAT, output[1])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    checker.check_model(model)
    save(model, str(path))
