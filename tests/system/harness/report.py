"""A list of checks: each has a line that says what is true when it passes, and raises what is wrong."""

import traceback
from collections.abc import Callable
from pathlib import Path

Check = Callable[..., str | None]  # gives what it measured, if anything


class Checks:
    def __init__(self) -> None:
        self._all: list[tuple[str, Check]] = []

    def __call__(self, claim: str) -> Callable[[Check], Check]:
        def add(check: Check) -> Check:
            self._all.append((claim, check))
            return check
        return add

    def run(self, scene, only: str = "") -> int:
        """Prints a line a check and the sum; gives how many failed. `scene.clean()` is called before each."""
        chosen = [(claim, check) for claim, check in self._all if only in claim]
        failed = 0
        for claim, check in chosen:
            try:
                scene.clean()
                measured = check(scene)
                print(f"ok {claim}" + (f" ({measured})" if measured else ""), flush=True)
            except Exception as error:  # whatever it is, the next check is made
                failed += 1
                print(f"FAILED {claim}: {error or type(error).__name__}", flush=True)
                print(places(error, check.__code__.co_filename) + "  " + scene.says(), flush=True)
        print(f"{len(chosen) - failed} passed, {failed} failed")
        return failed


def places(error: Exception, file: str) -> str:
    """Where in `file` it came from, a line each."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == file]
    return "".join(f"  {Path(file).name}:{frame.lineno}: {frame.line}\n" for frame in frames)


def expect(condition, what: str) -> None:
    if not condition:
        raise AssertionError(what)
