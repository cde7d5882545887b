"""How a run displays itself: a live card where JupyterLab can draw one, a snapshot elsewhere.

Three forms travel in one bundle: the MIME type that JupyterLab's renderer turns
into a live card, self-contained HTML (no script, no colours of its own, all
text escaped) for GitHub, VS Code and nbconvert, and one line of plain text.
"""

from __future__ import annotations

import html
import math
import time
from typing import TYPE_CHECKING, Any

from ..notices.notice import failed_inside
from ..notices.printable import visible
from ..values.encode import encode_number
from ..values.prepare import prepare_all
from .card_curves import Point, curves, last_values

if TYPE_CHECKING:
    from .run import Run

MIME = "application/vnd.nbtrail.run+json"
MAX_CURVES = 2
METRICS_SHOWN = 8


def bundle(run: Run) -> dict[str, Any]:
    """The run by MIME type; on a failure of nbtrail's own the plain line alone."""
    try:
        metrics = last_values(run)
        drawn = curves(run, _drawn_keys(run, list(metrics)))
        params = prepare_all("the parameter", dict(run.params))
        return {
            MIME: _card(run, metrics, drawn, params),
            "text/html": _html(run, metrics, drawn, params),
            "text/plain": plain_line(run, metrics),
        }
    except Exception as error:
        failed_inside("a run's card", error)
        return {"text/plain": repr(run)}


def plain_line(run: Run, metrics: dict[str, dict[str, Any]]) -> str:
    """`amber-fox-1: finished in 12 s · val/acc 0.97`"""
    state = (
        f"running for {_seconds(run)}"
        if run.ended_at is None
        else f"{run.status} in {_seconds(run)}"
    )
    parts = [f"{run.name}: {state}", *after_end(run)]
    parts += [f"{key} {_number(entry['last'])}" for key, entry in list(metrics.items())[:4]]
    if run.error is not None:
        parts.append(f"{run.error[0]}: {run.error[1]}"[:120])
    return visible(" · ".join(parts))


def after_end(run: Run) -> list[str]:
    """`3 points after its end`, where there are some."""
    count = run.points_after_end
    return [f"{count} point{'' if count == 1 else 's'} after its end"] if count else []


def _drawn_keys(run: Run, keys: list[str]) -> list[str]:
    """The metrics worth a curve: the primary one, defined ones, those on validation data, losses."""

    def rank(key: str) -> tuple[bool, bool, bool, bool, str]:
        defined = run.metrics.get(key, {})
        part = key.rsplit("/", 1)[-1]
        return (
            not defined.get("primary"),
            not defined.get("goal"),
            not key.startswith(("val/", "valid/", "eval/", "test/")),
            not any(word in part for word in ("acc", "loss", "auc", "f1", "score", "mae", "mse")),
            key,
        )

    return sorted(keys, key=rank)[:MAX_CURVES]


def _card(
    run: Run, metrics: dict[str, Any], drawn: dict[str, list[Point]], params: dict[str, Any]
) -> dict[str, Any]:
    return {
        "v": 1,
        "run_id": run.id,
        "name": run.name,
        "status": run.status,
        "project": run.project,
        "params": params,
        "metrics": {
            key: {"last": encode_number(entry["last"]), "step": encode_number(entry["step"])}
            for key, entry in metrics.items()
        },
        "curves": {
            key: [[encode_number(step), encode_number(value)] for step, value in points]
            for key, points in drawn.items()
        },
        "started_at": run.started_at,
        "ended_at": run.ended_at,
    }


def _html(
    run: Run, metrics: dict[str, Any], drawn: dict[str, list[Point]], params: dict[str, Any]
) -> str:
    text = html.escape
    rows = [(key, _number(entry["last"])) for key, entry in list(metrics.items())[:METRICS_SHOWN]]
    facts = "".join(_pair(key, value) for key, value in rows)
    given = " ".join(
        f"<code>{text(key)}={text(_short(value))}</code>"
        for key, value in list(params.items())[:12]
    )
    pictures = "".join(_svg(key, points) for key, points in drawn.items())
    state = " · ".join([run.status, _seconds(run), *after_end(run)])
    failure = f"<div>{text(run.error[0])}: {text(run.error[1][:300])}</div>" if run.error else ""
    return (
        '<div style="border:1px solid;border-radius:6px;padding:8px 12px;max-width:640px;'
        'border-color:color-mix(in srgb, currentColor 25%, transparent)">'
        f"<div><b>{text(run.name)}</b> <small>{text(state)} · {text(run.project)}</small></div>"
        f'{failure}<div style="opacity:.85;margin:4px 0">{given}</div>'
        f'<div style="display:flex;gap:16px;flex-wrap:wrap">{facts}</div>'
        f'<div style="display:flex;gap:16px;flex-wrap:wrap;margin-top:6px">{pictures}</div></div>'
    )


def _pair(key: str, value: str) -> str:
    return f"<span><small>{html.escape(key)}</small><br><b>{html.escape(value)}</b></span>"


def _svg(key: str, points: list[Point], width: int = 220, height: int = 48) -> str:
    """A curve as inline SVG in the text's own colour; gaps where values are not finite."""
    finite = [(x, y) for x, y in points if math.isfinite(x) and math.isfinite(y)]
    if len(finite) < 2:
        return ""
    xs, ys = [x for x, _ in finite], [y for _, y in finite]
    left, bottom = min(xs), min(ys)
    wide, tall = (max(xs) - left) or 1.0, (max(ys) - bottom) or 1.0
    path = " ".join(
        f"{2 + (x - left) / wide * (width - 4):.1f},{height - 3 - (y - bottom) / tall * (height - 6):.1f}"
        for x, y in finite
    )
    label = html.escape(f"{key}: from {_number(ys[0])} to {_number(ys[-1])}", quote=True)
    return (
        f'<figure style="margin:0"><svg role="img" aria-label="{label}" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}"><polyline fill="none" stroke="currentColor" stroke-width="1.5" '
        f'points="{path}"/></svg><figcaption><small>{html.escape(key)}</small></figcaption></figure>'
    )


def _number(value: float) -> str:
    """Four significant digits, with an exponent below a thousandth and from a million on."""
    size = abs(value)
    if not math.isfinite(value):
        return {math.inf: "∞", -math.inf: "-∞"}.get(value, "NaN")
    if size == 0 or 1e-3 <= size < 1e6:
        return f"{value:.4g}" if size < 1e4 else f"{value:.0f}"
    mantissa, exponent = f"{value:.3e}".split("e")
    return f"{float(mantissa):g}e{int(exponent)}"


def _short(value: Any) -> str:
    if isinstance(value, float):
        return _number(value)
    shown = value if isinstance(value, str) else str(value)
    return shown if len(shown) <= 60 else shown[:59] + "…"


def _seconds(run: Run) -> str:
    seconds = (run.ended_at or time.time()) - run.started_at
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(int(seconds), 60)
    return (
        f"{minutes} min {rest:02d} s"
        if minutes < 60
        else f"{minutes // 60} h {minutes % 60:02d} min"
    )
