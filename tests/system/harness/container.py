"""A Debian in a container of its own, with a real systemd. To be used as root."""

import fcntl
import os
import pty
import shutil
import signal
import socket
import subprocess
import termios
import tty
from pathlib import Path

from .host import SCRIPT_SECONDS, Host, Said
from .wire import Late, Wire, until

START_SECONDS = 120.0
DEVICE = "/dev/ttyUSB0"
ENVIRONMENT = ["env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", "TERM=dumb", "SYSTEMD_PAGER="]
# systemd wants a cgroup tree of version 2, wherever this machine has its own.
NSPAWN = """umount -R -l /sys/fs/cgroup && mount -t cgroup2 cgroup2 /sys/fs/cgroup && mkdir -p /run/systemd &&
exec systemd-nspawn --quiet --register=no --keep-unit --private-network --boot --console=pipe "$@" """


class Container(Host):
    """`folder` gets its root file system and its console's log. A pty is its serial port, DEVICE: its far
    end is `line`."""

    def __init__(self, image: Path, files: dict[str, Path], folder: Path) -> None:
        self._root = folder / "root"
        self._root.mkdir()
        subprocess.run(["tar", "-xf", image / "root.tar", "-C", self._root], check=True)
        for name, source in files.items():
            shutil.copy(source, self._root / "opt" / name)
        self._make_line()
        self._console = folder / "console.log"
        self._command = ["setpriv", "--pdeathsig", "KILL", "unshare", "-m", "--propagation", "private", "bash", "-c", NSPAWN, "nspawn",
                         f"--machine=weir-{os.getpid()}", f"--directory={self._root}", f"--bind={self._device}:{DEVICE}"]
        self._follower: subprocess.Popen | None = None
        self._start()

    def _start(self) -> None:
        self._leader = 0
        with self._console.open("ab") as console:
            self._nspawn = subprocess.Popen(self._command, stdin=subprocess.DEVNULL, stdout=console, stderr=console)
        try:
            self._leader = until(self._find_leader, START_SECONDS, "the container's systemd")
            running = ("running", "degraded")
            until(lambda: self.try_run("systemctl is-system-running").text in running, START_SECONDS, "a running system")
        except BaseException:
            self.close()
            raise

    def _make_line(self) -> None:
        far, near = pty.openpty()
        tty.setraw(near)
        self._device = os.ttyname(near)
        os.chmod(self._device, 0o660)
        os.chown(self._device, 0, 20)  # dialout, in every Debian
        os.close(near)
        self.line = Wire(far)

    def forget_holder(self) -> None:
        near = os.open(self._device, os.O_RDWR | os.O_NOCTTY)
        fcntl.ioctl(near, termios.TIOCNXCL)
        os.close(near)

    def _end_follower(self) -> None:
        """Before the system's end, which would stop it, and then wait for its parent, nsenter, that has stopped as well."""
        if self._follower:
            self._follower.kill()
            self._follower.wait()

    def close(self) -> None:
        self._end_follower()
        if self._leader and self._nspawn.poll() is None:
            os.kill(self._leader, signal.SIGKILL)
        try:
            self._nspawn.wait(10.0 if self._leader else 0.0)
        except subprocess.TimeoutExpired:
            self._nspawn.kill()
            self._nspawn.wait()
        self.line.close()

    def reboot(self) -> None:
        """With --keep-unit systemd-nspawn ends, for whoever started it to start it again."""
        self._end_follower()
        self.try_run("systemctl --no-block reboot")
        self._nspawn.wait(START_SECONDS)
        self._start()

    def _find_leader(self) -> int:
        """The container's process 1: the child of nspawn in a process namespace of its own; 0 when there is none yet."""
        if self._nspawn.poll() is not None:
            raise Late(f"systemd-nspawn ended with {self._nspawn.returncode}")
        ours = os.readlink("/proc/self/ns/pid")
        children = Path(f"/proc/{self._nspawn.pid}/task/{self._nspawn.pid}/children").read_text().split()
        for child in children:
            try:
                if os.readlink(f"/proc/{child}/ns/pid") != ours and "systemd" in Path(f"/proc/{child}/comm").read_text():
                    return int(child)
            except FileNotFoundError:
                pass
        return 0

    def _inside(self, *command: str) -> list[str]:
        return ["nsenter", "--target", str(self._leader), "--all", "--root", "--wd", *ENVIRONMENT, *command]

    def try_run(self, script: str, seconds: float = SCRIPT_SECONDS) -> Said:
        try:
            ended = subprocess.run(self._inside("bash", "-s"), input=script.encode(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                   timeout=seconds, check=False)
        except subprocess.TimeoutExpired as error:
            raise Late(f"not ended after {seconds} s: {script.splitlines()[0]} ...") from error
        return Said(ended.returncode, ended.stdout.decode(errors="replace").strip())

    def follow(self, command: str) -> Wire:
        near, far = socket.socketpair()
        with far:
            self._follower = subprocess.Popen(["setpriv", "--pdeathsig", "KILL", *self._inside("sh", "-c", command)],
                                              stdin=subprocess.DEVNULL, stdout=far, stderr=subprocess.DEVNULL)
        return Wire(near.detach())
