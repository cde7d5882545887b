"""Names that other libraries use, as thin methods of a run; each says which library has it.

Names that nothing of ours stands behind raise AttributeError, and say what does.
"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from ..notices.guard import guarded
from ..notices.notice import notice
from ..values.config_objects import mapping_of
from ..values.encode import named

if TYPE_CHECKING:
    from .run import Run


@guarded()
def log_metric(run: Run, key: str, value: Any, step: Any = None, **other: Any) -> None:
    """MLflow, Comet."""
    run.log({named(key): value}, step=other.get("epoch") if step is None else step)


@guarded()
def log_metrics(run: Run, metrics: Any, step: Any = None, prefix: Any = None, **other: Any) -> None:
    """MLflow, Comet, Lightning."""
    run.log(_prefixed(metrics, prefix), step=other.get("epoch") if step is None else step)


def _prefixed(given: Any, prefix: Any) -> Any:
    """Comet's: `prefix_name` for each of them."""
    entries = mapping_of(given) if prefix else None
    if entries is None:
        return given
    return {f"{named(prefix)}_{named(key)}": value for key, value in entries.items()}


@guarded()
def add_scalar(
    run: Run, tag: str, scalar_value: Any, global_step: Any = None, **other: Any
) -> None:
    """TensorBoard."""
    run.log({named(tag): scalar_value}, step=global_step)


@guarded()
def log_param(run: Run, key: str, value: Any) -> Any:
    """MLflow; Comet's log_parameter."""
    run.params.update({named(key): value})
    return value


@guarded()
def log_params(run: Run, params: Any, prefix: Any = None, **other: Any) -> None:
    """MLflow; Comet's log_parameters, Lightning's log_hyperparams."""
    run.params.update(_prefixed(params, prefix))


@guarded()
def set_tag(run: Run, key: Any, value: Any = None) -> None:
    """MLflow: a key with a value is the tag `key:value`."""
    given: Any = key if value is None else {named(key): value}
    run.tag(given)


@guarded()
def set_tags(run: Run, tags: Any) -> None:
    """MLflow; W&B and Comet call it add_tags."""
    run.tag(tags)


@guarded()
def log_object(run: Run, thing: Any, name: Any = None, *other: Any, **more: Any) -> None:
    """MLflow's log_figure, log_image, log_table and log_dict; Comet names before it gives."""
    name = more.get("artifact_file", more.get("key", name))
    if issubclass(type(thing), str) and not isinstance(name, str) and name is not None:
        thing, name = name, thing
    run.log_artifact(thing, name)


@guarded()
def log_text(run: Run, text: Any, artifact_file: Any = None, **other: Any) -> None:
    """MLflow, Comet."""
    run.log_artifact(text=text, name=artifact_file)


@guarded()
def log_artifacts(run: Run, local_dir: Any, artifact_path: Any = None) -> None:
    """MLflow; W&B's save: files by their path."""
    run.log_artifact(path=local_dir, name=artifact_path)


@guarded()
def log_input(run: Run, dataset: Any, context: Any = None, **other: Any) -> Any:
    """MLflow."""
    return run.log_dataset(getattr(dataset, "df", dataset), role=context)


@guarded()
def end_run(run: Run, status: Any = "finished", **other: Any) -> None:
    """MLflow; Neptune's stop, Comet's end, W&B's join."""
    run.finish(status)


@guarded()
def watch(run: Run, *models: Any, **other: Any) -> None:
    """W&B."""
    notice("NT236", "watch", what="watch() records nothing by itself: gradients and weights are not followed",
           instead="log what you want to see, as in run.log({'grad/norm': norm})")  # fmt: skip


@guarded()
def url(run: Run) -> str:
    """W&B: where the run can be seen. There is no server, so this is the command that shows it."""
    return f"nbtrail show {run.id}"


@guarded()
def info(run: Run) -> Any:
    """MLflow."""
    return SimpleNamespace(
        run_id=run.id, run_name=run.name, status=run.status.upper(), experiment_id=run.experiment
    )


@guarded()
def get_id(run: Run) -> str:
    """MLflow and W&B."""
    return run.id


@guarded()
def next_step(run: Run) -> int:
    """W&B."""
    return run._next_step


#: Methods of a run, and of the package for the active one.
METHODS: dict[str, Callable[..., Any]] = {
    "log_metric": log_metric,
    "log_metrics": log_metrics,
    "add_scalar": add_scalar,
    "log_param": log_param,
    "log_parameter": log_param,
    "log_params": log_params,
    "log_parameters": log_params,
    "log_hyperparams": log_params,
    "set_tag": set_tag,
    "set_tags": set_tags,
    "add_tag": set_tags,
    "add_tags": set_tags,
    "log_figure": log_object,
    "log_image": log_object,
    "log_table": log_object,
    "log_dict": log_object,
    "log_text": log_text,
    "log_artifacts": log_artifacts,
    "save": log_artifacts,
    "log_input": log_input,
    "watch": watch,
    "end_run": end_run,
    "stop": end_run,
    "get_url": url,
}
#: Read from a run without a call.
PROPERTIES = {"url": url, "info": info, "run_id": get_id, "step": next_step}


_FILE = "log_artifact(object, 'name.png') keeps pictures, figures, tables and files"
_MODEL = "log_model(model, 'name') keeps a model of any library"
_ASK = "sql('SELECT … FROM runs') and runs('val/acc > 0.9') ask the store"
#: Names that others have and nothing here stands behind, and what does the work instead.
ELSEWHERE = {
    "Image": _FILE,
    "Table": _FILE,
    "Html": _FILE,
    "Video": _FILE,
    "Audio": _FILE,
    "Artifact": _FILE,
    "plot": _FILE,
    "Histogram": "log numbers such as a mean, or log_artifact(figure, 'histogram.png')",
    "log_histogram": "log numbers such as a mean, or log_artifact(figure, 'histogram.png')",
    "add_histogram": "log numbers such as a mean, or log_artifact(figure, 'histogram.png')",
    "log_confusion_matrix": "log_artifact(figure, 'confusion.png') keeps the figure",
    "log_confusion": "log_artifact(figure, 'confusion.png') keeps the figure",
    "add_figure": _FILE,
    "add_image": _FILE,
    "add_text": "log_artifact(text='…') keeps a text, note('…') notes it on the run",
    "log_code": "the code of cells is recorded without being asked",
    "log_artifact_file": _FILE,
    "use_artifact": "artifact(run, 'name') gives the path of what was kept, model_path('name') that of a model",
    "register_model": "log_model(path, 'name', aliases='champion') makes a version",
    "load_model": "model_path('name') gives the path of a model",
    "alert": "note('…') notes something on the run",
    "sweep": "a loop of runs with group='sweep' is compared as a sweep",
    "agent": "a loop of runs with group='sweep' is compared as a sweep",
    "autolog": "log metrics with run.log({'loss': 0.1})",
    "Api": _ASK,
    "get_run": _ASK,
    "list_runs": _ASK,
    **dict.fromkeys(
        ("sklearn", "pytorch", "tensorflow", "keras", "xgboost", "lightgbm", "catboost", "pyfunc"),
        _MODEL,
    ),
    "experiment": "init(experiment='…') and run('name', experiment='…') name it",
    **dict.fromkeys(("Task", "Experiment", "init_run"), "init(project='…', name='…') begins a run"),
    "MlflowClient": _ASK,
    **dict.fromkeys(
        ("track", "add_scalars", "get_logger"), "log({'loss': 0.1}, step=3) records metrics"
    ),
    **dict.fromkeys(("log_other", "log_others", "assign"), "params['name'] = value keeps a value"),
    **dict.fromkeys(("log_asset", "log_asset_data", "log_html", "upload", "upload_file"), _FILE),
    "set_name": "rename('…') gives it another name",
    "close": "finish() ends it",
    **dict.fromkeys(("flush", "sync", "wait"), "whatever was logged is written already"),
}


def of_run(run: Run, name: str) -> Any:
    """A habit as an attribute of a run. Raises AttributeError, which names what there is."""
    if name in PROPERTIES:
        return PROPERTIES[name](run)
    if name in METHODS:
        return METHODS[name].__get__(run)
    raise AttributeError(f"a run has no attribute {name!r}; {hint(name, dir(run), 'run')}")


def hint(name: str, names: list[str], owner: str) -> str:
    """What to use instead of a name that is not there."""
    if name in ELSEWHERE:
        return (
            f"{owner}.{ELSEWHERE[name]}"
            if "(" in ELSEWHERE[name].split(" ")[0]
            else ELSEWHERE[name]
        )
    public = [one for one in names if not one.startswith("_")]
    import difflib

    close = difflib.get_close_matches(name, public, 2, 0.6)
    if close:
        return "did you mean " + " or ".join(f"{owner}.{one}" for one in close) + "?"
    return f"dir({owner}) lists what there is"


class Habit:
    """One habit on the class of runs: looked up there, it costs nothing where it is not used."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, run: Run | None, kind: type | None = None) -> Any:
        return self if run is None else of_run(run, self.name)


class Habits:
    """The part of a run that answers to other libraries' names."""

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            if name.startswith("_"):  # what Python and libraries look for has no other name here
                raise AttributeError(f"'Run' object has no attribute {name!r}")
            return of_run(self, name)

    def __dir__(self) -> list[str]:
        return [
            name for name in object.__dir__(self) if not isinstance(vars(Habits).get(name), Habit)
        ]


for _name in (*METHODS, *PROPERTIES, *ELSEWHERE):
    setattr(Habits, _name, Habit(_name))
