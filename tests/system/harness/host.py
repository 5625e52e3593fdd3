"""What checks ask of the Debian that weir runs on, be it an emulated machine or a container."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Self

from .wire import Wire

SCRIPT_SECONDS = 120.0


class ScriptFailed(Exception):
    """A script ended with another code than 0."""


@dataclass
class Said:
    status: int
    text: str


class Host(ABC):
    """Has the files that it was given in /opt. Runs until close()."""

    @abstractmethod
    def close(self) -> None:
        """Ends it, whatever it is doing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *unused) -> None:
        self.close()

    @abstractmethod
    def try_run(self, script: str, seconds: float = SCRIPT_SECONDS) -> Said:
        """By bash, as root. Late when it does not end in time; nothing more is to be asked then."""

    @abstractmethod
    def follow(self, command: str) -> Wire:
        """What a command says, line by line. Once."""

    def run(self, script: str, seconds: float = SCRIPT_SECONDS) -> str:
        """What the script says; it must succeed."""
        said = self.try_run(script, seconds)
        if said.status != 0:
            raise ScriptFailed(f"exit code {said.status}: {said.text}; of {script.splitlines()[0]} ...")
        return said.text

    def forget_holder(self) -> None:
        """To be called when a process that had the serial port exclusively was killed: a pty would stay so, other than a port."""

    def holds(self, script: str) -> bool:
        return self.try_run(script).status == 0
