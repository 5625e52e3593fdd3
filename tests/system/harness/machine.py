"""An emulated machine: started from its image, given a second disk, and asked to run scripts."""

import base64
import shlex
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

from .host import SCRIPT_SECONDS, Host, Said
from .monitor import Monitor
from .wire import Wire, until

# As long as it may take on a busy machine.
START_SECONDS = 600.0
LINES = ["requests", "followed"]
KERNEL_OPTIONS = "quiet systemd.show_status=0 systemd.wants=second-disk.service " + " ".join(
    f"systemd.mask={unit}" for unit in ("e2scrub_reap.service", "apt-daily.timer", "apt-daily-upgrade.timer", "dpkg-db-backup.timer"))


@dataclass(frozen=True)
class Model:
    emulator: str
    options: str  # {image} is the folder of its image
    console: str
    kernel_options: str


# Its disk is a device of the command line, in front of the second, so that it is the kernel's first: vda.
PC = Model("qemu-system-x86_64", "-M q35 -cpu max -m 1024 -drive if=none,id=first,file={image}/root.img,format=raw "
           "-device virtio-blk-pci,drive=first", "ttyS0", "root=/dev/vda rw")
ARM64 = Model("qemu-system-aarch64", "-M virt -cpu cortex-a72 -m 2048", "ttyAMA0", "rdinit=/sbin/init")


def make_disk(path: Path, files: dict[str, Path]) -> None:
    """A tar, in whole MiB as a disk has."""
    with tarfile.open(path, "w") as tar:
        for name, source in files.items():
            tar.add(source, arcname=name)
    with path.open("ab") as disk:
        disk.truncate(-(-path.stat().st_size // 2**20) * 2**20)


class Machine(Host):
    """`folder` gets its sockets and logs."""

    def __init__(self, model: Model, image: Path, files: dict[str, Path], folder: Path) -> None:
        self._folder = folder
        self.adapter_log = folder / "adapters.log"
        make_disk(folder / "disk", {"start": Path(__file__).parents[1] / "guest/start", **files})
        self._process = subprocess.Popen(self._command(model, image), stdin=subprocess.DEVNULL)
        try:
            self.monitor = Monitor(self.connect("monitor"))
            self._requests = self.connect("requests")
            self._answer(START_SECONDS)
        except BaseException:
            self.close()
            raise

    def _command(self, model: Model, image: Path) -> list[str]:
        command = f"""setpriv --pdeathsig KILL {model.emulator} {model.options.format(image=image)} -accel tcg,thread=multi -smp 2
            -display none -nodefaults -no-reboot -snapshot -kernel {image}/vmlinuz -initrd {image}/initrd.img
            -drive if=none,id=second,file={self._folder}/disk,format=raw -device virtio-blk-pci,drive=second,serial=second
            -serial file:{self._folder}/console.log -d trace:usb_serial_* -D {self.adapter_log}
            -qmp unix:{self._folder}/monitor,server=on,wait=off -device qemu-xhci,id=usb -device virtio-serial""".split()
        for name in LINES:
            command += ["-chardev", f"socket,id={name},path={self._folder}/{name},server=on,wait=off",
                        "-device", f"virtserialport,chardev={name},name={name}"]
        terminal = f"console={model.console} systemd.mask=serial-getty@{model.console}.service"
        return [*command, "-append", f"{model.kernel_options} {terminal} {KERNEL_OPTIONS}"]

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

    def follow(self, command: str) -> Wire:
        wire = self.connect("followed")
        self.run(f"udevadm settle\nsystemd-run --quiet --collect sh -c {shlex.quote(f'{command} >/dev/virtio-ports/followed')}")
        return wire

    def try_run(self, script: str, seconds: float = SCRIPT_SECONDS) -> Said:
        self._requests.write(base64.b64encode(script.encode()) + b"\n")
        return self._answer(seconds)

    def _answer(self, seconds: float) -> Said:
        status, _, text = self._requests.line(seconds).decode().partition(" ")
        return Said(int(status), base64.b64decode(text).decode(errors="replace").strip())
