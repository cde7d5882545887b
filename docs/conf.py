"""Configuration of the documentation site, which `npm run docs` builds into build/docs.

The pages are the Markdown that is read on GitHub as well. Two things are added
while Sphinx reads them: links that leave docs/ lead to the repository, and the
example notebook becomes a page, with its outputs where it has been executed.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import nbformat
from nbconvert import MarkdownExporter

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
REPOSITORY = "https://github.com/nbtrail/nbtrail"
NOTEBOOK = ROOT / "examples" / "quickstart.ipynb"
#: The notebook with its outputs; `npm run docs` executes it.
EXECUTED = Path(os.environ.get("NBTRAIL_EXECUTED_EXAMPLE", NOTEBOOK))
PAGE = DOCS / "example.md"

project = "nbtrail"
author = "The nbtrail developers"
project_copyright = "2026, The nbtrail developers"
release = json.loads((ROOT / "package.json").read_text(encoding="utf8"))["version"]
language = "en"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx_copybutton"]
exclude_patterns = ["_static"]
suppress_warnings = ["misc.highlighting_failure"]

myst_heading_anchors = 4
myst_enable_extensions = ["colon_fence", "attrs_block"]

autodoc_member_order = "bysource"
autodoc_typehints = "none"
add_module_names = False
copybutton_exclude = ".linenos, .gp, .go"

html_theme = "furo"
html_title = "nbtrail"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_show_sphinx = False
html_copy_source = False
html_theme_options = {
    "source_repository": REPOSITORY,
    "source_branch": "main",
    "source_directory": "docs/",
    "navigation_with_keys": True,
    "light_css_variables": {"color-brand-primary": "#1565c0", "color-brand-content": "#1565c0"},
    "dark_css_variables": {"color-brand-primary": "#64b5f6", "color-brand-content": "#64b5f6"},
}

#: What stands below the title of the example's page.
INTRODUCTION = f"""\
This page is the notebook [examples/quickstart.ipynb]({REPOSITORY}/blob/main/examples/quickstart.ipynb) \
with its outputs. `npm start` in a checkout opens it in JupyterLab, where its runs appear beside it:

![The example in JupyterLab](images/lab-light.png)
"""
#: A Markdown link to something of the repository outside docs/.
_OUTSIDE = re.compile(r"\]\(\.\./([^)#\s]+)")
#: Markdown's code in a docstring, which reStructuredText writes with two backquotes.
_CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")


def link_to_repository(_app, _name: str, source: list[str]) -> None:
    """Let links that leave docs/ lead to the file or folder on GitHub."""

    def absolute(found: re.Match[str]) -> str:
        path = found.group(1)
        kind = "tree" if (ROOT / path).is_dir() else "blob"
        return f"]({REPOSITORY}/{kind}/main/{path}"

    # GitHub draws this language; here the text of the diagram is shown.
    source[0] = _OUTSIDE.sub(absolute, source[0]).replace("```mermaid", "```text")


def read_docstring(_app, _what, _name, _object, _options, lines: list[str]) -> None:
    """Docstrings are written as Markdown: one backquote marks code, and a list may follow a line."""
    read: list[str] = []
    for line in lines:
        if line.startswith("- ") and read and not read[-1].startswith(("- ", "  ")):
            read.append("")
        read.append(_CODE.sub(r"``\1``", line))
    lines[:] = read


def write_example(_app) -> None:
    """Write the page of the example notebook, and its pictures beside it."""
    notebook = nbformat.read(EXECUTED if EXECUTED.exists() else NOTEBOOK, as_version=4)
    text, resources = MarkdownExporter().from_notebook_node(
        notebook, {"output_files_dir": "example_files"}
    )
    for name, content in resources.get("outputs", {}).items():
        (DOCS / name).parent.mkdir(exist_ok=True)
        (DOCS / name).write_bytes(content)
    title, body = text.lstrip().split("\n", 1)
    text = f"<!-- Made from examples/quickstart.ipynb by docs/conf.py. -->\n\n{title}\n\n{INTRODUCTION}\n{body}"
    if not PAGE.exists() or PAGE.read_text(encoding="utf8") != text:
        PAGE.write_text(text, encoding="utf8")


def setup(app) -> None:
    app.connect("builder-inited", write_example)
    app.connect("source-read", link_to_repository)
    app.connect("autodoc-process-docstring", read_docstring)
