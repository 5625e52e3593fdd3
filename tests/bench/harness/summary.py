"""Medians of what was measured."""

import math
import statistics
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

Record = dict  # `scenario` (or `series` and `x`), `peer`, `repeat`, and the figures or an `error`
LABELS = {"scenario", "series", "x", "peer", "repeat", "error"}


@dataclass
class Summary:
    """What is known of each peer in each scenario."""

    medians: dict[str, dict[str, dict[str, float]]]  # scenario → peer → figure
    growth: list[Record] = field(default_factory=list)

    def figure(self, scenario: str, peer: str, name: str) -> float | None:
        return self.medians.get(scenario, {}).get(peer, {}).get(name)

    def ratio(self, scenario: str, name: str, peer: str, other: str) -> float | None:
        mine, its = self.figure(scenario, peer, name), self.figure(scenario, other, name)
        return mine / its if mine is not None and its else None

    def cost(self, series: str) -> dict[float, float]:
        """CPU µs a message for each amount of what grows."""
        return {record["x"]: record["cpu_us"] for record in self.growth
                if record["series"] == series and "error" not in record}

    def steepest(self) -> float | None:
        """The greatest power of what grows that the cost of a message follows anywhere: 1 is linear, 0 is constant."""
        powers = [math.log(its_cost / cost) / math.log(amount / less)
                  for series in sorted({record["series"] for record in self.growth})
                  for (less, cost), (amount, its_cost) in pairwise(self.cost(series).items()) if less > 0]
        return max(powers, default=None)


def medians(records: list[Record]) -> dict[str, float]:
    """Of each figure over repeats; runs that failed do not count."""
    good = [record for record in records if "error" not in record]
    names = {name for record in good for name in record} - LABELS
    return {name: statistics.median(record[name] for record in good if name in record) for name in sorted(names)}


def summarise(result: dict) -> Summary:
    """`result`: its `runs` and its `growth`."""
    groups: dict[str, dict[str, list[Record]]] = defaultdict(lambda: defaultdict(list))
    for record in result["runs"]:
        groups[record["scenario"]][record["peer"]].append(record)
    return Summary({scenario: {peer: medians(records) for peer, records in peers.items()}
                    for scenario, peers in groups.items()}, result["growth"])
