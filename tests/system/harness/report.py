"""A list of checks: each has a line that says what is true when it passes, and raises what is wrong."""

import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .host import Host

Act = Callable[..., str | None]  # gives what it measured, if anything


@dataclass
class Check:
    claim: str
    act: Act
    on: type[Host]  # the hosts that can do it


class Checks:
    def __init__(self) -> None:
        self._all: list[Check] = []
        self._table: list[str] = []

    def __call__(self, claim: str, on: type[Host] = Host) -> Callable[[Act], Act]:
        def add(act: Act) -> Act:
            self._all.append(Check(claim, act, on))
            return act
        return add

    def run(self, scene, only: str = "") -> int:
        """Prints a line a check and the sum; gives how many failed, 1 where there was none to make. `scene.clean()` is called before each."""
        chosen = [check for check in self._all if only in check.claim and isinstance(scene.host, check.on)]
        if not chosen:
            print(f"no check has these words in it: {only}")
            return 1
        failed = sum(not self._passes(check, scene) for check in chosen)
        print(f"{len(chosen) - failed} passed, {failed} failed")
        return failed

    def table(self) -> str:
        """What came of each check that was made, in Markdown."""
        return "\n".join(["| check | |", "|---|---|", *self._table]) + "\n"

    def _passes(self, check: Check, scene) -> bool:
        began = time.monotonic()
        try:
            scene.clean()
            measured = check.act(scene)
        except Exception as error:  # whatever it is, the next check is made
            print(f"FAILED {check.claim}: {error or type(error).__name__}", flush=True)
            print(places(error, check.act.__code__.co_filename) + "  " + scene.says(), flush=True)
            self._table.append(f"| {check.claim} | failed |")
            return False
        print(f"ok {check.claim}" + (f" ({measured})" if measured else "") + f" [{time.monotonic() - began:.1f} s]", flush=True)
        self._table.append(f"| {check.claim} | {measured or 'ok'} |")
        return True


def places(error: Exception, file: str) -> str:
    """Where in `file` it came from, a line each."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == file]
    return "".join(f"  {Path(file).name}:{frame.lineno}: {frame.line}\n" for frame in frames)


def expect(condition, what: str) -> None:
    if not condition:
        raise AssertionError(what)
