"""Medians of what was measured."""

import statistics
from collections import defaultdict
from dataclasses import dataclass

Record = dict  # `scenario` (or `series` and `x`), `peer`, `repeat`, and the figures or an `error`
LABELS = {"scenario", "series", "x", "peer", "repeat", "error"}


@dataclass
class Summary:
    """What is known of each peer in each scenario."""

    medians: dict[str, dict[str, dict[str, float]]]  # scenario → peer → figure

    def figure(self, scenario: str, peer: str, name: str) -> float | None:
        return self.medians.get(scenario, {}).get(peer, {}).get(name)

    def ratio(self, scenario: str, name: str, peer: str, other: str) -> float | None:
        mine, its = self.figure(scenario, peer, name), self.figure(scenario, other, name)
        return mine / its if mine is not None and its else None


def medians(records: list[Record]) -> dict[str, float]:
    """Of each figure over repeats; runs that failed do not count."""
    good = [record for record in records if "error" not in record]
    names = {name for record in good for name in record} - LABELS
    return {name: statistics.median(record[name] for record in good if name in record) for name in sorted(names)}


def summarise(records: list[Record]) -> Summary:
    groups: dict[str, dict[str, list[Record]]] = defaultdict(lambda: defaultdict(list))
    for record in records:
        groups[record["scenario"]][record["peer"]].append(record)
    return Summary({scenario: {peer: medians(of) for peer, of in peers.items()} for scenario, peers in groups.items()})
