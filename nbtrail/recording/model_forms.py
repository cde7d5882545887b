"""The file or folder that a model in memory becomes, and what is said to have been saved.

The library of the model decides: weights of a torch module as its `state_dict`,
what saves itself (`save_pretrained`, keras) as it does so, scikit-learn's and any
other object by joblib or pickle. Pickled objects run code when they are loaded
and need the versions they were made with: the artifact's metadata says the
format, the class and, of pickles, the library's version.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from .artifact_forms import comes_from


@dataclass
class ModelForm:
    """How a model is saved: by writing one file, or into a folder that is there."""

    ending: str
    about: dict[str, Any] = field(default_factory=dict)
    write: Callable[[BinaryIO], Any] | None = None
    save_to: Callable[[str], Any] | None = None


def model_form(given: Any) -> ModelForm:
    """How this object is saved."""
    kind = type(given)
    about = {"class": f"{kind.__module__}.{kind.__qualname__}"}
    if callable(getattr(given, "save_pretrained", None)):
        return ModelForm("", {**about, "format": "save_pretrained"}, save_to=given.save_pretrained)
    if comes_from(given, "torch") and callable(getattr(given, "state_dict", None)):
        state = given.state_dict()
        return ModelForm(
            "pt",
            {**about, "format": "torch state_dict", **_version("torch")},
            lambda file: sys.modules["torch"].save(state, file),
        )
    if comes_from(given, "torch") or _is_state(given):
        return ModelForm(
            "pt",
            {**about, "format": "torch", **_version("torch")},
            lambda file: sys.modules["torch"].save(given, file),
        )
    if comes_from(given, "keras") and callable(getattr(given, "save", None)):
        about = {**about, "format": "keras", **_version("keras")}
        return ModelForm("", about, save_to=lambda folder: given.save(f"{folder}/model.keras"))
    if comes_from(given, "sklearn") and "joblib" in sys.modules:
        return ModelForm(
            "joblib",
            {**about, "format": "joblib", **_version("sklearn")},
            lambda file: sys.modules["joblib"].dump(given, file),
        )
    library = kind.__module__.partition(".")[0]
    return ModelForm(
        "pkl",
        {**about, "format": "pickle", **_version(library)},
        lambda file: pickle.dump(given, file, protocol=4),
    )


def _is_state(given: Any) -> bool:
    """A mapping with tensors in it, as torch's `state_dict` gives one."""
    if "torch" not in sys.modules or not isinstance(given, dict):
        return False
    return any(comes_from(value, "torch") for value in given.values())


def _version(library: str) -> dict[str, str]:
    found = getattr(sys.modules.get(library), "__version__", None)
    return {} if found is None else {library: str(found)}
