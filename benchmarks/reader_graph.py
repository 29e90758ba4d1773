"""The layers of an encoder as a graph in ONNX, without their weights: those come from the reader's file, by name."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from upperhand.extract.encoder import DISTANCES, SOURCE, TARGET
from upperhand.extract.layers import EPSILON

_OURS = "com.microsoft"  # the operators that ONNX Runtime adds


def graph(layers: int, size: int, heads: int, inner: int, apart: bool) -> bytes:
    """`inner` is the size of what a layer makes of a piece in between; `apart` says whether distances are minded."""
    nodes = [node for at in range(layers) for node in _layer(at, at == layers - 1, heads, apart)]
    weights = [numpy_helper.from_array(np.array([size] * 3, np.int64), "thirds")]
    for at in range(layers):
        for name, (rows, columns) in _shapes(size, inner).items():
            weights += [_weight(f"{at}.{name}.weight", TensorProto.INT8, (rows, columns))]
            weights += [_weight(f"{at}.{name}.{part}", TensorProto.FLOAT, (columns,)) for part in ("scale", "bias")]
        for name in ("heard", "made"):
            weights += [_weight(f"{at}.{name}.{part}", TensorProto.FLOAT, (size,)) for part in ("weight", "bias")]
    rows, square = [1, "pieces", size], [1, heads, "pieces", "pieces"]
    given = [helper.make_tensor_value_info(SOURCE, TensorProto.FLOAT, rows)]
    given += [helper.make_tensor_value_info(DISTANCES, TensorProto.FLOAT, square)] if apart else []
    made = [helper.make_tensor_value_info(TARGET, TensorProto.FLOAT, rows)]
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(_OURS, 1)]
    whole = helper.make_graph(nodes, "encoder", given, made, weights)
    return bytes(helper.make_model(whole, opset_imports=opsets, ir_version=8).SerializeToString())


def graph_of(weights: Mapping[str, Any], heads: int) -> bytes:
    """The graph of the encoder with these weights, under the names of the reader's file."""
    inner, size = weights["0.up.weight"].shape
    layers = sum(name.endswith(".up.bias") for name in weights)
    return graph(layers, size, heads, inner, "apart" in weights)


def _shapes(size: int, inner: int) -> dict[str, tuple[int, int]]:
    return {"ask": (size, 3 * size), "hear": (size, size), "up": (size, inner), "down": (inner, size)}


def _weight(name: str, kind: int, shape: Sequence[int]) -> Any:
    found = onnx.TensorProto(name=name, data_type=kind, dims=shape, data_location=TensorProto.EXTERNAL)
    place = found.external_data.add()
    place.key, place.value = "location", "weights"
    return found


def _layer(at: int, last: bool, heads: int, apart: bool) -> Iterator[Any]:
    def own(name: str) -> str:
        return f"{at}:{name}"

    def linear(name: str, given: str, made: str) -> Any:
        weights = [f"{at}.{name}.weight", f"{at}.{name}.scale", "", f"{at}.{name}.bias"]
        return helper.make_node("DynamicQuantizeMatMul", [given, *weights], [made], domain=_OURS)

    def norm(name: str, given: str, added: str, made: str) -> Any:
        inputs = [given, added, f"{at}.{name}.weight", f"{at}.{name}.bias"]
        return helper.make_node("SkipLayerNormalization", inputs, [made], domain=_OURS, epsilon=EPSILON)

    known = f"{at - 1}:known" if at else SOURCE
    thirds = [own("query"), own("key"), own("value")]
    yield linear("ask", known, own("asked"))
    yield helper.make_node("Split", [own("asked"), "thirds"], thirds, axis=2)
    yield helper.make_node(
        "MultiHeadAttention",
        [*thirds, "", "", *([DISTANCES] if apart else [])],
        [own("told")],
        domain=_OURS,
        num_heads=heads,
    )
    yield linear("hear", own("told"), own("hears"))
    yield norm("heard", known, own("hears"), own("heard"))
    yield linear("up", own("heard"), own("ups"))
    yield helper.make_node("FastGelu", [own("ups")], [own("bent")], domain=_OURS)
    yield linear("down", own("bent"), own("downs"))
    yield norm("made", own("heard"), own("downs"), TARGET if last else own("known"))
