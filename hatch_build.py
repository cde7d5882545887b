"""Gives the wheel its platform, refuses to pack what was not built, and lets README be read on PyPI.

The companion carries DuckDB's native binding, so a wheel fits one platform.
The browser and companion parts are built by npm beforehand (`npm run build`);
building them in here would need a network on machines that have none.
"""

from __future__ import annotations

import platform
import re
import sys
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

BUILT = ("nbtrail/companion_dist/main.js", "nbtrail/labextension/package.json")

#: What DuckDB's binding and Node's wheel ask of the system they run on.
PLATFORM_TAGS = {
    ("linux", "x86_64"): "manylinux_2_28_x86_64",
    ("linux", "aarch64"): "manylinux_2_28_aarch64",
    ("darwin", "x86_64"): "macosx_11_0_x86_64",
    ("darwin", "arm64"): "macosx_11_0_arm64",
    ("win32", "amd64"): "win_amd64",
    ("win32", "arm64"): "win_arm64",
}


class PlatformWheel(BuildHookInterface):
    """Runs before hatchling packs a wheel."""

    def initialize(self, version: str, build_data: dict) -> None:
        missing = [path for path in BUILT if not (Path(self.root) / path).exists()]
        if missing:
            raise RuntimeError(
                f"Not built yet: {', '.join(missing)}. Run `npm run build` first; "
                "`npm run wheel` and `npm run setup` do it for you."
            )
        machine = (sys.platform, platform.machine().lower())
        if machine not in PLATFORM_TAGS:
            raise RuntimeError(f"There is no DuckDB binding for {machine[0]} on {machine[1]}.")
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{PLATFORM_TAGS[machine]}"


class ReadmeForPyPI(MetadataHookInterface):
    """README.md with links and pictures that lead to the repository: PyPI has no files beside it."""

    def update(self, metadata: dict) -> None:
        readme = (Path(self.root) / "README.md").read_text(encoding="utf8")
        repository = metadata["urls"]["Repository"]
        pictures = repository.replace("github.com", "raw.githubusercontent.com")
        readme = re.sub(r"(!\[[^\]]*\])\((?!https?:|#)", rf"\1({pictures}/main/", readme)
        readme = re.sub(
            r"(?<!!)(\[[^\]]*\])\((?!https?:|#)", rf"\1({repository}/blob/main/", readme
        )
        metadata["readme"] = {"content-type": "text/markdown", "text": readme}
