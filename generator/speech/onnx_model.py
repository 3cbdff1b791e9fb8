"""Opening a model file: one thread, no telemetry, and a damaged file told in plain words."""

import functools
import hashlib
import os
from pathlib import Path
from typing import Any

from generator.errors import EngineError

# onnxruntime reads it when it is first imported, and would else keep an id.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"


def open_model(path: Path, mend: str) -> Any:
    """An onnxruntime session that computes on one thread, so that the same input gives the same samples.

    Args:
        path: The model file.
        mend: What to do when it is damaged, as a sentence.

    Raises:
        EngineError: The file is no model that can be run.
    """
    try:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4  # it would write about a damaged file to stderr
        return onnxruntime.InferenceSession(
            str(path),
            options,
            providers=["CPUExecutionProvider"],
            enable_fallback=False,  # it would try twice, and print about it
        )
    except Exception as error:
        raise EngineError(
            f"The model '{path.name}' could not be loaded ({type(error).__name__}): it is damaged, or no model.",
            mend,
        ) from error


def digest(path: Path) -> str:
    """SHA-256 of a file, worked out again once the file has changed.

    Raises:
        OSError: It cannot be read.
    """
    facts = path.stat()
    return _digest(path, facts.st_size, facts.st_mtime_ns)


@functools.cache
def _digest(path: Path, _size: int, _changed: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
