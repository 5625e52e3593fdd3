"""An emulated PC: started from the image, given a second disk, and asked to run scripts."""

import base64
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

from .monitor import Monitor
from .wire import Wire, until

# As long as it may take on a busy machine.
START_SECONDS = 600.0
SCRIPT_SECONDS = 120.0
KERNEL_OPTIONS = ("root=/dev/vda rw console=ttyS0 quiet systemd.show_status=0 systemd.wants=second-disk.service "
                  "systemd.mask=serial-getty@ttyS0.service systemd.mask=e2scrub_reap.service systemd.mask=apt-daily.timer systemd.mask=apt-daily-upgrade.timer")


class ScriptFailed(Exception):
    """A script in the machine ended with another code than 0."""


@dataclass
class Said:
    status: int
    text: str


def make_disk(path: Path, files: dict[str, Path]) -> None:
    """A tar, in whole MiB as a disk has."""
    with tarfile.open(path, "w") as tar:
        for name, source in files.items():
            tar.add(source, arcname=name)
    with path.open("ab") as disk:
        disk.truncate(-(-path.stat().st_size // 2**20) * 2**20)


class Machine:
    """Runs until close(). `folder` gets its sockets and logs; it has a line out of it for each of `lines`."""

    def __init__(self, image: Path, disk: Path, folder: Path, lines: list[str]) -> None:
        self._folder = folder
        self.adapter_log = folder / "adapters.log"
        self._process = subprocess.Popen(self._command(image, disk, ["requests", *lines]), stdin=subprocess.DEVNULL)
        try:
            self.monitor = Monitor(self.connect("monitor"))
            self._requests = self.connect("requests")
            self._answer(START_SECONDS)
        except BaseException:
            self.close()
            raise

    def _command(self, image: Path, disk: Path, lines: list[str]) -> list[str]:
        command = f"""setpriv --pdeathsig KILL qemu-system-x86_64 -M q35 -accel tcg,thread=multi -cpu max -smp 2 -m 1024 -display none -nodefaults
            -no-reboot -snapshot -kernel {image}/vmlinuz -initrd {image}/initrd.img
            -drive file={image}/root.img,format=raw,if=virtio -drive file={disk},format=raw,if=virtio
            -serial file:{self._folder}/console.log -d trace:usb_serial_* -D {self.adapter_log}
            -qmp unix:{self._folder}/monitor,server=on,wait=off -device qemu-xhci,id=usb -device virtio-serial""".split()
        for name in lines:
            command += ["-chardev", f"socket,id={name},path={self._folder}/{name},server=on,wait=off",
                        "-device", f"virtserialport,chardev={name},name={name}"]
        return [*command, "-append", KERNEL_OPTIONS]

    def __enter__(self) -> "Machine":
        return self

    def __exit__(self, *unused) -> None:
        self.close()

    def close(self) -> None:
        self._process.kill()
        self._process.wait()

    def connect(self, name: str) -> Wire:
        path = str(self._folder / name)
        return until(lambda: Wire.to(path), 60.0, f"QEMU's socket {name}")

    def add_line(self, name: str) -> Wire:
        """For a device that is not there yet."""
        address = {"type": "unix", "data": {"path": str(self._folder / name)}}
        backend = {"type": "socket", "data": {"addr": address, "server": True, "wait": False}}
        self.monitor.ask("chardev-add", id=name, backend=backend)
        return self.connect(name)

    def try_run(self, script: str, seconds: float = SCRIPT_SECONDS) -> Said:
        self._requests.write(base64.b64encode(script.encode()) + b"\n")
        return self._answer(seconds)

    def run(self, script: str) -> str:
        """What the script says; it must succeed."""
        said = self.try_run(script)
        if said.status != 0:
            raise ScriptFailed(f"exit code {said.status}: {said.text}; of {script.splitlines()[0]} ...")
        return said.text

    def _answer(self, seconds: float) -> Said:
        status, _, text = self._requests.line(seconds).decode().partition(" ")
        return Said(int(status), base64.b64decode(text).decode(errors="replace").strip())
