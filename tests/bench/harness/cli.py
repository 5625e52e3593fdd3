"""The command line of the benchmark."""

import argparse
import json
import signal
import sys
from pathlib import Path

from . import machine, report
from .document import write_docs
from .growth import measure_growth
from .peers import all_peers
from .processes import raise_descriptor_limit
from .runner import Runner, tell
from .scenarios import SCENARIOS
from .summary import summarise
from .targets import target_table
from .weir import Weir

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
    add("--growth", action="store_true", help="instead, what a message costs weir against ports, payload and so on")
    add("--json", metavar="FILE", help="everything that was measured; `-` for stdout instead of the tables")
    add("--write-docs", action="store_true", help="measures the growth too, and writes docs/performance.md")
    add("--from", dest="source", type=Path, metavar="FILE", help="measures nothing, takes what --json wrote")
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


def known_peers(given: argparse.Namespace) -> dict:
    build = given.build.resolve()
    others = {name: Path(binary).resolve() for name, _, binary in (pair.partition("=") for pair in given.also)}
    return all_peers(build, (given.weir or build / "weir").resolve(), others)


def chosen_peers(given: argparse.Namespace, known: dict) -> list:
    names = given.peers or (QUICK_PEERS if given.quick else None)
    also = [pair.partition("=")[0] for pair in given.also] if names else []
    return chosen(names and ",".join([names, *also]), known, "peer")


def command(given: argparse.Namespace) -> str:
    """That measures the same again and writes the documentation."""
    options = {name: getattr(given, name) for name in ("scenarios", "peers", "repeat", "scale")}
    return " ".join(["./dev bench", *(f"--{name} {value}" for name, value in options.items() if value), "--write-docs"])


def measure(given: argparse.Namespace, known: dict) -> dict:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started ends too
    raise_descriptor_limit()
    runner = Runner(given.build.resolve(), given.scale or (0.25 if given.quick else 0.5))
    result = {"machine": machine.description(), "command": command(given),
              "variants": ["weir"], "without": [], "runs": [], "growth": []}
    if not given.growth:
        peers = []
        for peer in chosen_peers(given, known):
            if reason := peer.prepare():
                result["without"].append(f"{peer.name} ({reason})")
                tell(f"without {result['without'][-1]}")
            else:
                peers.append(peer)
        result["variants"] = [peer.name for peer in peers if isinstance(peer, Weir)]
        scenarios = chosen(given.scenarios or (QUICK_SCENARIOS if given.quick else None), SCENARIOS, "scenario")
        result["runs"] = list(runner.measure_all(scenarios, peers, given.repeat))
    if given.growth or given.write_docs:
        result["growth"] = list(measure_growth(runner, known["weir"]))
    return result


def tables(result: dict) -> str:
    summary = summarise(result)
    parts = []
    if result["runs"]:
        parts.append(report.scenario_tables(summary, report.text, ""))
    if result["growth"]:
        parts.append(report.growth_tables(result["growth"], report.text, ""))
    return "\n\n".join([*parts, report.text(target_table(summary, result["variants"]))])


def show(given: argparse.Namespace, result: dict) -> None:
    if given.json == "-":
        print(json.dumps(result, indent=1))
    else:
        print(tables(result))
        if given.json:
            Path(given.json).write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    if given.write_docs:
        write_docs(ROOT / "docs", result)


def main(words: list[str]) -> int:
    given = arguments().parse_args(words)
    known = known_peers(given)
    if given.packages:
        print("\n".join(sorted({package for peer in chosen_peers(given, known) for package in peer.packages})))
        return 0
    result = json.loads(given.source.read_text(encoding="utf-8")) if given.source else measure(given, known)
    show(given, result)
    return 1 if any("error" in record for record in result["runs"] + result["growth"]) else 0
