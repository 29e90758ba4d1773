"""A pretrained sentence encoder, run by ONNX Runtime: each piece of a text as a vector that knows what stands around it.

The transformer of BERT (Devlin and others 2019), as small as MiniLM (Wang and others 2020) or as large as MPNet (Song and others 2020),
which also minds how far two pieces stand apart. Weights are signed bytes, and so is what they are multiplied with.
"""

import contextlib
import ctypes
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from upperhand.extract.layers import Floats, Norm

APART, FAR = 32, 128  # rows for distances, half of them for pieces after; the distance from which all share one
SOURCE, TARGET, DISTANCES = "pieces", "states", "apart"  # what goes in and out of the graph


@dataclass(frozen=True, eq=False)
class Encoder:
    """`pieces` are signed bytes with a scale a row; `places` is (longest window, size); `layers` is a session of ONNX Runtime; `apart`
    is (APART, heads): how much each head minds a piece at each distance, None if it does not mind it."""

    pieces: NDArray[np.int8]
    scales: Floats
    places: Floats
    first: Norm
    layers: Any
    apart: Floats | None = None

    def states(self, window: Sequence[int]) -> Floats:
        """The vectors of the pieces of a window: (pieces, size)."""
        ids = np.array(window, np.intp)
        known = self.first(self.pieces[ids] * self.scales[ids, None] + self.places[: len(ids)])
        told = {SOURCE: known[None]}
        if self.apart is not None:
            told[DISTANCES] = np.ascontiguousarray(self._minded[:, : len(ids), : len(ids)])[None]
        return np.asarray(self.layers.run([TARGET], told)[0][0], np.float32)

    @cached_property
    def _minded(self) -> Floats:
        """How much each head minds each piece that each hears, in the longest window: (heads, pieces, pieces)."""
        assert self.apart is not None
        return self.apart.T[:, distances(len(self.places))]


def distances(count: int) -> NDArray[np.intp]:
    """(count, count): for each piece and each that it hears, the row of `apart` for how far it stands before or after. Near ones have a
    row each, far ones share (Raffel and others 2020)."""
    at = np.arange(count)
    ahead = at[None] - at[:, None]
    away, near = np.abs(ahead), APART // 4
    further = np.log(np.maximum(away, near) / near) / np.log(FAR / near) * (APART // 2 - near)
    row = np.where(away < near, away, np.minimum(near + further.astype(np.intp), APART // 2 - 1))
    return np.asarray(row + np.where(ahead > 0, APART // 2, 0), np.intp)


def session(graph: bytes, weights: Iterable[tuple[str, NDArray[Any]]]) -> Any:
    """The layers ready to run: a graph in ONNX whose weights come by name."""
    import onnxruntime  # type: ignore[import-untyped]

    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = _threads()
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    values = {name: onnxruntime.OrtValue.ortvalue_from_numpy(np.ascontiguousarray(one)) for name, one in weights}
    options.add_external_initializers(list(values), list(values.values()))
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def give_back() -> None:
    """Give the system the memory back that unpacking took: the C library of Linux would keep it."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def _threads() -> int:
    """As many as OMP_NUM_THREADS allows, one in a worker process; else one a core."""
    said = os.environ.get("OMP_NUM_THREADS", "").split(",")[0]
    return int(said) if said.isdigit() and int(said) else os.cpu_count() or 1
