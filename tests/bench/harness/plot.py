"""Small multiples as an SVG: a panel for each series, logarithmic axes, the same vertical one for all."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from xml.sax.saxutils import escape

PANEL_WIDTH, PANEL_HEIGHT = 300, 190
LEFT, RIGHT, TOP, BOTTOM = 46, 14, 34, 40  # margins within a panel
COLUMNS = 2

# Of a middling brightness, so that they show on a light page and on a dark one; the background is the page's.
STYLE = """
text { font: 11px sans-serif; fill: #7d7d7d } .title { font-weight: bold } .value { font-size: 10px }
.grid { stroke: #8884 } .line { fill: none; stroke: #3d8fd6; stroke-width: 2 } .point { fill: #3d8fd6 }
"""


@dataclass(frozen=True)
class Curve:
    title: str
    axis: str
    points: list[tuple[float, float]]  # x from 0 up, y above 0


def below(value: float) -> float:
    """The greatest of …, 1, 2, 5, 10, 20, … that is not above it."""
    decade = 10.0 ** math.floor(math.log10(value))
    return max(step * decade for step in (1, 2, 5) if step * decade <= value * (1 + 1e-9))


def above(value: float) -> float:
    decade = 10.0 ** math.floor(math.log10(value))
    return min(step * decade for step in (1, 2, 5, 10) if step * decade >= value * (1 - 1e-9))


def ticks(low: float, high: float) -> list[float]:
    """From `low` to `high`, which are ticks themselves."""
    result = [low]
    while result[-1] < high * (1 - 1e-9):
        result.append(above(result[-1] * 1.01))
    return result


def scale(low: float, high: float, start: float, end: float) -> Callable[[float], float]:
    """Logarithmic: from `low`…`high` to `start`…`end`."""
    span = math.log(high / low) or 1
    return lambda value: start + (end - start) * math.log(value / low) / span


def number(value: float) -> str:
    if value >= 1024 and value % 1024 == 0:
        return f"{value / 1024:.0f} Ki"
    return f"{value:,.0f}" if value >= 10 or value == int(value) else f"{value:.1f}"


def label(kind: str, x: float, y: float, words: str, anchor: str = "middle") -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def horizontal(curve: Curve) -> Callable[[float], float]:
    """A logarithmic axis has no 0: it stands one step before the least other value."""
    values = sorted(x for x, _ in curve.points)
    zero = values[1] / 4 if values[0] == 0 and len(values) > 1 else 1
    position = scale(values[0] or zero, values[-1] or zero, LEFT + 12, PANEL_WIDTH - RIGHT - 12)
    return lambda x: position(x or zero)


def panel(curve: Curve, low: float, high: float) -> list[str]:
    bottom = PANEL_HEIGHT - BOTTOM
    across, up = horizontal(curve), scale(low, high, bottom, TOP)
    parts = [label("title", PANEL_WIDTH / 2, 16, curve.title), label("axis", PANEL_WIDTH / 2, PANEL_HEIGHT - 8, curve.axis)]
    for tick in ticks(low, high):
        y = up(tick)
        parts.append(f'<line class="grid" x1="{LEFT}" x2="{PANEL_WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(label("tick", LEFT - 6, y + 4, number(tick), "end"))
    places = [(across(x), up(y)) for x, y in curve.points]
    parts.append('<polyline class="line" points="' + " ".join(f"{x:.1f},{y:.1f}" for x, y in places) + '"/>')
    for (x, y), (amount, cost) in zip(places, curve.points):
        parts.append(f'<circle class="point" cx="{x:.1f}" cy="{y:.1f}" r="3"/>')
        parts.append(label("value", x, y - 7, number(cost)))
        parts.append(label("tick", x, bottom + 15, number(amount)))
    return parts


def svg(curves: list[Curve], unit: str) -> str:
    """`unit`: of the vertical axis."""
    costs = [y for curve in curves for _, y in curve.points]
    low, high = below(min(costs)), above(max(costs) * 1.1)
    rows = math.ceil(len(curves) / COLUMNS)
    width, height = COLUMNS * PANEL_WIDTH, rows * PANEL_HEIGHT + 24
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">',
             f"<style>{STYLE}</style>", label("title", 8, 16, unit, "start")]
    for index, curve in enumerate(curves):
        x, y = index % COLUMNS * PANEL_WIDTH, index // COLUMNS * PANEL_HEIGHT + 24
        parts += [f'<g transform="translate({x},{y})">', *panel(curve, low, high), "</g>"]
    return "\n".join([*parts, "</svg>", ""])
