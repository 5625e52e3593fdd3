"""The command line of the benchmark."""

import argparse
import json
import signal
import sys
from pathlib import Path

from . import machine, report
from .peers import all_peers
from .processes import raise_descriptor_limit
from .runner import Runner, tell
from .scenarios import SCENARIOS
from .summary import Record, summarise
from .targets import target_table

ROOT = Path(__file__).resolve().parents[3]
QUICK_SCENARIOS = "s1,s2,s6,s8"
QUICK_PEERS = "weir,mosquitto,paho-c,asyncio"


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dev bench", description="Measures weir and its peers side by side.")
    add = parser.add_argument
    add("--scenarios", metavar="S1,S2", help="which ones; all when not given: " + ", ".join(SCENARIOS))
    add("--peers", metavar="P1,P2", help="which ones; all when not given")
    add("--repeat", type=int, default=1, metavar="N", help="how often; the tables show medians (1)")
    add("--scale", type=float, metavar="X", help="how long the measured parts are, next to their full length (0.5)")
    add("--quick", action="store_true", help=f"{QUICK_SCENARIOS} with {QUICK_PEERS}, at scale 0.25")
    add("--json", metavar="FILE", help="everything that was measured, `-` for stdout instead of the tables")
    add("--also", metavar="NAME=BINARY", action="append", default=[], help="another binary of weir, as one more peer")
    add("--build", type=Path, default=ROOT / "build/release", metavar="DIR", help="where the tools are (build/release)")
    add("--weir", type=Path, metavar="FILE", help="the binary that is measured (weir, in the build folder)")
    add("--packages", action="store_true", help="only list the Debian packages that the peers need")
    return parser


def chosen(names: str | None, known: dict, what: str) -> list:
    wanted = names.split(",") if names else list(known)
    for name in wanted:
        if name not in known:
            sys.exit(f"unknown {what} '{name}'; there are {', '.join(known)}")
    return [known[name] for name in wanted]


def able(peers: list) -> list:
    """Those that can be measured here."""
    ready = []
    for peer in peers:
        reason = peer.prepare()
        if reason:
            tell(f"without {peer.name}: {reason}")
        else:
            ready.append(peer)
    return ready


def tables(result: dict) -> str:
    records: list[Record] = result["runs"]
    summary = summarise(records)
    variants = [name for name in result["variants"] if any(record["peer"] == name for record in records)]
    return (report.scenario_tables(summary, report.text, "") + "\n\n" +
            report.text(target_table(summary, variants)))


def main(words: list[str]) -> int:
    given = arguments().parse_args(words)
    if given.quick:
        given.scenarios, given.peers = given.scenarios or QUICK_SCENARIOS, given.peers or QUICK_PEERS
    build = given.build.resolve()
    others = {name: Path(binary).resolve() for name, binary in (pair.split("=", 1) for pair in given.also)}
    known = all_peers(build, (given.weir or build / "weir").resolve(), others)
    peers = chosen(given.peers, known, "peer")
    if given.also and given.peers:
        peers += [known[name] for name in others if known[name] not in peers]
    if given.packages:
        print("\n".join(sorted({package for peer in peers for package in peer.packages})))
        return 0

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started ends too
    raise_descriptor_limit()
    scenarios = chosen(given.scenarios, SCENARIOS, "scenario")
    runner = Runner(build, given.scale or (0.25 if given.quick else 0.5))
    records = list(runner.measure_all(scenarios, able(peers), given.repeat))
    result = {"machine": machine.description(), "variants": [name for name in known if name.startswith("weir")] + list(others),
              "runs": records}
    if given.json == "-":
        print(json.dumps(result, indent=1))
    else:
        print(tables(result))
        if given.json:
            Path(given.json).write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return 1 if any("error" in record for record in records) else 0
