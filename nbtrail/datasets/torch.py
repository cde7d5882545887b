"""torch's tensors and the datasets whose content can be reached without running their code.

A loader's content is its dataset's: the order and the batches are not part of it.
A dataset that makes its items one by one, with code of its own that may draw
random numbers, is not run; what it is made from can be logged.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from .column import Made, NotUnderstood, Piece


def torch_pieces(data: Any, pieces_of: Callable[[Any], list[Piece] | None]) -> list[Piece] | None:
    """The pieces of a loader, or of a dataset made of tensors, of others' parts, or of torchvision.

    `pieces_of` gives those of what it is made from. Raises NotUnderstood for any other dataset; None for what is none.
    """
    names = {kind.__name__ for kind in type(data).__mro__}
    if "DataLoader" in names:
        return pieces_of(data.dataset)
    if "TensorDataset" in names:
        return pieces_of(list(data.tensors))
    if "Subset" in names and hasattr(data, "indices"):
        indices = data.indices
        return [(name, _taken(part, indices)) for name, part in pieces_of(data.dataset) or []]
    if "ConcatDataset" in names and hasattr(data, "datasets"):
        parts = [pieces_of(part) or [] for part in data.datasets]
        if len({tuple(name for name, _ in part) for part in parts}) == 1:
            return [(same[0][0], _joined([part for _, part in same])) for same in zip(*parts)]
    home = {kind.__module__.partition(".")[0] for kind in type(data).__mro__}
    if "torchvision" in home and hasattr(getattr(data, "data", None), "shape"):
        found = [(word, getattr(data, word, None)) for word in ("data", "targets", "labels")]
        return [(word, holder) for word, holder in found if holder is not None]
    if any(name.endswith(("Dataset", "DataPipe")) for name in names):
        raise NotUnderstood(
            "its items are made by its own code; give the arrays or files behind it"
        )
    return None


def tensor_array(tensor: Any) -> Any:
    """A tensor's values as numpy's; widths that numpy has not as float32."""
    tensor = tensor.detach().cpu()
    if tensor.is_floating_point() and str(tensor.dtype) not in (
        "torch.float16", "torch.float32", "torch.float64",
    ):  # fmt: skip
        tensor = tensor.float()
    if getattr(tensor, "is_quantized", False):
        tensor = tensor.dequantize()
    if tensor.is_conj() or tensor.is_neg():
        tensor = tensor.resolve_conj().resolve_neg()
    return tensor.numpy()


def _taken(part: Any, indices: Any) -> Made:
    def make() -> Any:
        return _array(part)[sys.modules["numpy"].asarray(indices, dtype="i8")]

    return Made(make, len(indices))


def _joined(parts: list[Any]) -> Made:
    def make() -> Any:
        return sys.modules["numpy"].concatenate([_array(part) for part in parts])

    return Made(make, sum(map(len, parts)))


def _array(part: Any) -> Any:
    if isinstance(part, Made):
        return part.make()
    return tensor_array(part) if hasattr(part, "detach") else sys.modules["numpy"].asarray(part)
