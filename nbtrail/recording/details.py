"""What describes a run beside its metrics: tags, notes, definitions, data, files and models.

What users of other libraries assign (`run.name = "x"`, `run.config = {…}`, `run.tags += …`)
is recorded as the call that it stands for would be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from ..notices.guard import guarded
from ..notices.notice import notice, shown
from ..values.encode import named
from ..values.prepare import prepare_text
from .mappings import Recorded
from .run_arguments import words

if TYPE_CHECKING:
    from ..datasets.late_hash import LateHash
    from .run import Run


class RunDetails:
    """The part of a run that describes it."""

    _name: str
    _tags: list[str]
    _note = ""
    _params: Recorded
    _summary: Recorded
    metrics: dict[str, dict[str, Any]]

    def _record(self, kind: str, **fields: Any) -> bool:
        raise NotImplementedError

    @property
    def name(self) -> str:
        """What people call it; assigning renames it."""
        return self._name

    @name.setter
    def name(self, name: str) -> None:
        self.rename(name)

    @property
    def tags(self) -> list[str]:
        """A copy of its tags; assigning adds and takes away what differs."""
        return list(self._tags)

    @tags.setter
    def tags(self, tags: Any) -> None:
        wanted = words((tags,))
        self._retag(
            [tag for tag in wanted if tag not in self._tags],
            [tag for tag in self._tags if tag not in wanted],
        )

    @property
    def notes(self) -> str:
        """What this process noted on it; assigning replaces the note."""
        return self._note

    @notes.setter
    def notes(self, text: str) -> None:
        self.note(text)

    @property
    def params(self) -> Recorded:
        """Its parameters; assigning sets those that are given, the others stay."""
        return self._params

    @params.setter
    def params(self, given: Any) -> None:
        if given is not self._params:  # which `run.params |= …` assigns
            self._params.update(given)

    #: W&B's word for them.
    config = params

    @property
    def summary(self) -> Recorded:
        """Results stated by the user; assigning sets those that are given, the others stay."""
        return self._summary

    @summary.setter
    def summary(self, given: Any) -> None:
        if given is not self._summary:
            self._summary.update(given)

    @guarded()
    def tag(self, *tags: str) -> None:
        """Add tags."""
        self._retag(words(tags), [])

    @guarded()
    def untag(self, *tags: str) -> None:
        """Take tags away."""
        self._retag([], words(tags))

    @guarded()
    def _retag(self, add: list[str], remove: list[str]) -> None:
        if add or remove:
            kept = [tag for tag in self._tags if tag not in remove]
            self._tags = kept + [tag for tag in add if tag not in kept]
            self._record("run_tagged", add=add, remove=remove)

    @guarded()
    def note(self, text: str) -> None:
        """Set the run's note; empty text takes it away."""
        self._note = "" if text is None else prepare_text("the note", named(text))
        self._record("run_noted", note=self._note)

    @guarded()
    def rename(self, name: str) -> None:
        """Give the run another name; its id stays."""
        if name is None or not named(name).strip():
            notice("NT211", "name", argument="name", got=shown(name), known="a text is wanted")
            return
        self._name = prepare_text("the run's name", name)
        self._record("run_named", name=self._name)

    @guarded()
    def define_metric(
        self, key: str, goal: str | None = None, summary: str | None = None, primary: bool = False
    ) -> None:
        """Define how a metric is read.

        - `goal`: `"max"` or `"min"`, whether more or less of it is better.
        - `summary`: `"max"`, `"min"`, `"last"`, `"first"` or `"mean"`, the value that
          stands for the whole run.
        - `primary`: lists show this metric and sort by it.
        """
        goals = {"maximize": "max", "minimize": "min"}
        goal = _known("goal", goals.get(goal, goal) if type(goal) is str else goal, ("max", "min"))
        summary = _known("summary", summary, ("max", "min", "last", "first", "mean"))
        read = {"goal": goal, "summary": summary, "primary": _true(primary)}
        self.metrics[named(key)] = read
        self._record("metric_defined", key=named(key), **read)

    @guarded()
    def log_dataset(
        self, data: Any, name: str | None = None, role: str | None = None, source: str | None = None
    ) -> str | LateHash | None:
        """Record that the run uses a dataset, and return the hash of its content.

        - `data`: a frame, table, array, matrix, data loader, dict of columns, file or folder.
        - `role`: `"train"`, `"validation"`, `"test"`, `"eval"` or any other word.
        - `source`: where it came from.

        Shape, statistics of the columns and the hash are recorded. The same content has
        the same hash in any library. The hash of data that takes longer than a moment to
        read is a text that waits when it is used. Returns None if the data could not be read.
        """
        from .log_dataset import log_dataset

        return log_dataset(cast("Run", self), data, name, role, source)

    @guarded()
    def log_artifact(
        self,
        path_or_object: Any = None,
        name: str | None = None,
        kind: str | None = None,
        metadata: Any = None,
        store: bool = True,
        *,
        text: str | None = None,
        path: Any = None,
    ) -> None:
        """Keep a file, each file of a folder, bytes, a text or an object as an artifact of the run.

        - `path_or_object`: a path, or a figure, image, array, table, dict or text, which
          becomes a file. A string that names an existing file means that file; `text=` and
          `path=` leave no doubt.
        - `name`: its name. The extension chooses the format of an object, see docs/artifacts.md.
        - `kind`: `"file"`, `"model"`, `"image"`, `"table"` or `"text"`; by default it
          follows from the extension.
        - `metadata`: a mapping that is recorded with it.
        - `store`: False records hash and size without the bytes.

        Bytes are stored once per content. What cannot be kept is recorded with the reason.
        """
        from .artifacts import log_artifact

        run = cast("Run", self)
        log_artifact(run, path_or_object, name, kind, metadata, store, text=text, path=path)

    @guarded()
    def log_model(
        self,
        path_or_object: Any,
        name: str,
        aliases: Any = (),
        metadata: Any = None,
        note: str | None = None,
    ) -> str | None:
        """Keep a file, a folder, bytes or a model in memory as the next version of the model `name`.

        - `aliases`: names such as `"champion"` that refer to this version from now on.
        - `metadata`: a mapping that is recorded with it; how a model in memory was saved
          is added to it.

        Returns the version's id, or None if it could not be kept.
        """
        from .models import log_model

        return log_model(cast("Run", self), path_or_object, name, aliases, metadata, note)


def _known(argument: str, got: Any, words: tuple[str, ...]) -> Any:
    if got is None or (type(got) is str and got in words):
        return got
    notice("NT211", argument, argument=argument, got=shown(got), known=", ".join(words))
    return None


def _true(given: Any) -> bool:
    try:
        return bool(given)
    except Exception:  # an array, or what cannot say
        return False
