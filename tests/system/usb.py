"""What weir does with a USB serial adapter and its driver: each check says what is true of it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from harness.adapter import Adapter, Orders
from harness.broker import Message
from harness.report import Checks, expect
from harness.scene import AS_DIALOUT, AS_NOBODY, HEAD, UsbScene
from harness.wire import until

check = Checks()

SOURCE = "\nsources:\n  climate: { port: adapter, decode: { csv: { columns: [t] } } }"
BY_ID = "path: /dev/serial/by-id/usb-QEMU_QEMU_USB_SERIAL_ABC123-if00-port0"
BY_IDS = 'usb: "0403:6001"'
ROUNDS = 5
LONGEST = 1.0  # seconds from the device's return to `open`


def adapter(*keys: str) -> str:
    """A configuration: one port and a source on it."""
    return f"ports:\n  adapter: {{ {', '.join(keys)} }}{SOURCE}"


def open_adapter(scene: UsbScene, *keys: str) -> None:
    """Plugged in, weir started with these keys, its port open."""
    scene.plug(scene.one)
    scene.wait_state("open", scene.start(adapter(*keys)))


# --- Identity -------------------------------------------------------------------------------------------------


@check("a port given by its USB ids is waited for, and opens when the adapter is plugged in")
def _(scene: UsbScene) -> None:
    since = scene.start(adapter(BY_IDS))
    scene.wait_state("waiting", since)
    scene.plug(scene.one)
    scene.wait_state("open", since)
    scene.wait_available("online", since)


@check("lines become samples, and a command's bytes go out and its answer comes in")
def _(scene: UsbScene) -> None:
    scene.plug(scene.one)
    relay = "\ncommands:\n  relay: { port: adapter, params: { state: { enum: [ON, OFF] } }, write: \"R {state}\\n\", expect: '^OK$' }"
    since = scene.start(adapter(BY_IDS, "baud: 115200") + relay)
    scene.wait_state("open", since)
    for value in range(100):
        scene.one.line.write(b"%d.5\r\n" % value)
    scene.wait_sample(0.5, since)
    scene.wait_sample(99.5, since)
    scene.machine.run("mosquitto_pub -t weir/bench/cmd/relay -m ON")
    expect(scene.one.line.line(10.0) == b"R ON", "another line went out")
    scene.one.line.write(b"OK\n")
    scene.mqtt.wait("weir/bench/cmd/relay/status", lambda message: message.json["state"] == "succeeded", since)


@check("`weir ports` tells the ids, names, serial number and link of an adapter, in words and as JSON, and what to write for it")
def _(scene: UsbScene) -> None:
    scene.plug(scene.one, scene.other)
    found = {port["serial"]: port for port in scene.ports()}
    expect(set(found) == {"ABC123", "XYZ789"}, f"found {found}")
    for serial, port in found.items():
        told = [port[key] for key in ("usb", "manufacturer", "product", "transport", "driver", "opens", "holder")]
        expect(told == ["0403:6001", "QEMU", "QEMU USB SERIAL", "usb", "ftdi_sio", True, None], f"told {port}")
        expect(port["by_id"].endswith(f"{serial}-if00-port0"), f"linked {port}")
        expect(port["configuration"] == {"usb": f"0403:6001:{serial}"}, f"suggested {port}")
    table = scene.machine.run("weir ports")
    for text in ("/dev/ttyUSB0", "/dev/ttyUSB1", "free", "QEMU USB SERIAL", 'usb: "0403:6001:ABC123"', 'usb: "0403:6001:XYZ789"'):
        expect(text in table, f"no {text} in\n{table}")
    details = scene.machine.run("weir ports --long")
    for text in ("0403:6001 at 1-1", "0403:6001 at 1-2", found["ABC123"]["by_id"], "ftdi_sio"):
        expect(text in details, f"no {text} in\n{details}")


@check("two adapters with the same ids: the error lists both; with the serial number, the right one is taken")
def _(scene: UsbScene) -> None:
    scene.plug(scene.one, scene.other)
    since = scene.start(adapter(BY_IDS))
    refused = scene.wait_state("waiting", since)
    refused = scene.mqtt.wait(refused.topic, lambda message: "XYZ789" in message.text, since)
    expect("ABC123" in refused.text, f"it said {refused.text}")
    since = scene.start(adapter('usb: "0403:6001:XYZ789"'))
    scene.wait_state("open", since)
    scene.one.line.write(b"1\n")
    scene.other.line.write(b"2\n")
    scene.wait_sample(2, since)


@check("a clone with the same serial number: the error lists both; with what `weir ports` suggests, the right one is taken")
def _(scene: UsbScene) -> None:
    scene.plug(scene.one, scene.clone)
    since = scene.start(adapter('usb: "0403:6001:ABC123"'))
    refused = scene.wait_state("waiting", since)
    refused = scene.mqtt.wait(refused.topic, lambda message: "1-3" in message.text, since)
    expect("1-1" in refused.text, f"it said {refused.text}")
    clone = next(port for port in scene.ports() if port["usb_path"] == "1-3")
    since = scene.start(adapter(*(f"{key}: {json.dumps(value)}" for key, value in clone["configuration"].items())))
    scene.wait_state("open", since)
    scene.one.line.write(b"1\n")
    scene.clone.line.write(b"2\n")
    scene.wait_sample(2, since)


@check("with the rules of `weir udev-rules` adapters have their names below /dev/weir, group dialout, mode 0660 and no ModemManager")
def _(scene: "Scene") -> None:
    scene.plug(scene.one, scene.other)
    with rules(scene, 'ports:\n  adapter: { path: /dev/ttyUSB0 }\n  second: { usb: "0403:6001:XYZ789", interface: 0 }' + SOURCE):
        expect_ruled(scene, "adapter", "ABC123")
        expect_ruled(scene, "second", "XYZ789")
        since = scene.start(adapter("path: /dev/weir/adapter"))
        scene.wait_state("open", since)
        lose(scene, scene.one)
        expect(scene.machine.try_run("test -e /dev/weir/adapter").status != 0, "the name is still there")
        since = scene.mqtt.now()
        scene.plug(scene.one)
        scene.wait_state("open", since)
        expect_ruled(scene, "adapter", "ABC123")


@check("a rule of `weir udev-rules` tells clones by their socket, and brings the timer of an adapter with `low_latency` from 16 ms to 1 ms")
def _(scene: "Scene") -> None:
    scene.plug(scene.one, scene.clone)
    timers = "/sys/bus/usb-serial/devices/*/latency_timer"
    scene.machine.run(f"for timer in {timers}; do echo 16 >$timer; done")
    with rules(scene, 'ports:\n  adapter: { usb: "0403:6001", interface: 0, usb_path: 1-3, low_latency: true }' + SOURCE):
        expect_ruled(scene, "adapter", "ABC123")
    sits = scene.machine.run("udevadm info -q property -n /dev/weir/adapter | sed -n 's/^ID_PATH=.*usb-0://p'")
    expect(sits.startswith("3:"), f"the name went to the adapter in {sits}")
    named = scene.machine.run("basename $(readlink -f /dev/weir/adapter)")
    said = scene.machine.run(f"grep . {timers}").splitlines()
    for line in said:
        expect(line.endswith(":1" if named in line else ":16"), f"{named} has the name, and the timers are {said}")


@contextmanager
def rules(scene: "Scene", configuration: str) -> Iterator[None]:
    """Meanwhile udev has weir's rules for it, loaded as their head says."""
    file = "/etc/udev/rules.d/60-weir.rules"
    scene.machine.run(f"cat >/tmp/rules.yaml <<'YAML'\n{HEAD}{configuration}\nYAML\nweir udev-rules -c /tmp/rules.yaml >{file}\n"
                      "udevadm control --reload && udevadm trigger --subsystem-match=tty --subsystem-match=usb-serial && udevadm settle")
    try:
        yield
    finally:
        scene.machine.run(f"rm {file} && udevadm control --reload")


def expect_ruled(scene: "Scene", name: str, serial: str) -> None:
    """That the adapter has its name and all that belongs to it."""
    device = f"/dev/weir/{name}"
    until(lambda: scene.machine.try_run(f"test -c {device}").status == 0, 10.0, f"there is {device}")
    access = scene.machine.run(f"stat -L -c '%G %a' {device}")
    expect(access == "dialout 660", f"its access is {access}")
    told = scene.machine.run(f"udevadm info -q property -n {device}").splitlines()
    for line in (f"ID_SERIAL_SHORT={serial}", "ID_MM_DEVICE_IGNORE=1", "ID_MM_PORT_IGNORE=1"):
        expect(line in told, f"no {line} in {told}")


# --- Hot plug -------------------------------------------------------------------------------------------------


def lose(scene: UsbScene, which: Adapter) -> None:
    """Pulls the adapter out, and sees it told."""
    since = scene.mqtt.now()
    scene.unplug(which)
    scene.wait_state("lost", since)
    scene.wait_available("offline", since)


def return_of(scene: UsbScene, which: Adapter, device: str) -> float:
    """Puts it in again; gives the seconds from the kernel's making the device to the `open` message."""
    since = scene.mqtt.now()
    scene.plug(which)
    opened = scene.wait_state("open", since)
    expect(opened.json["device"] == device, f"it opened {opened.text}")
    scene.wait_available("online", since)
    return opened.time - float(scene.machine.run(f"stat -c %.9W {device}"))


def hot_plug(scene: UsbScene, key: str) -> str:
    open_adapter(scene, key)
    life = scene.life()
    times = []
    for number in range(ROUNDS):
        since = scene.mqtt.now()
        scene.one.line.write(b"1000\nhalf a li")
        scene.wait_sample(1000, since)
        lose(scene, scene.one)
        times.append(return_of(scene, scene.one, "/dev/ttyUSB0"))
        since = scene.mqtt.now()
        scene.one.line.write(b"%d\n" % number)
        scene.wait_sample(number, since)
    expect(scene.life() == life, "weir was started again")
    expect(max(times) < LONGEST, f"back after {shown(times)}")
    return f"back after {shown(times)}"


def shown(times: list[float]) -> str:
    return ", ".join(f"{time:.2f}" for time in times) + " s"


@check(f"unplugged it is `lost` and its source offline; plugged in it is open within {LONGEST:.0f} s, {ROUNDS} times; by its ids")
def _(scene: UsbScene) -> str:
    return hot_plug(scene, BY_IDS)


@check(f"unplugged it is `lost` and its source offline; plugged in it is open within {LONGEST:.0f} s, {ROUNDS} times; by its link")
def _(scene: UsbScene) -> str:
    return hot_plug(scene, BY_ID)


@check(f"it comes back under another name, ttyUSB1 for ttyUSB0, and is open within {LONGEST:.0f} s")
def _(scene: UsbScene) -> str:
    # Who has a device open keeps its name taken, even when it is gone. Root may open what is held exclusively, and then gets
    # a hang-up.
    open_adapter(scene, BY_IDS)
    scene.machine.run("""systemd-run --quiet --unit=holder-name sh -c 'trap "" HUP; exec 4<>/dev/ttyUSB0 && exec sleep infinity'""")
    holds = "ls -l /proc/$(systemctl show -P MainPID holder-name)/fd | grep -q ttyUSB0"
    until(lambda: scene.machine.try_run(holds).status == 0, 10.0, "the name is taken")
    lose(scene, scene.one)
    time = return_of(scene, scene.one, "/dev/ttyUSB1")
    since = scene.mqtt.now()
    scene.one.line.write(b"7\n")
    scene.wait_sample(7, since)
    expect(time < LONGEST, f"back after {time:.2f} s")
    return f"back after {time:.2f} s"


@check("of two adapters one is unplugged: the other is read on")
def _(scene: UsbScene) -> None:
    scene.plug(scene.one, scene.other)
    since = scene.start('ports:\n  adapter: { usb: "0403:6001:ABC123" }\n  second: { usb: "0403:6001:XYZ789" }' + SOURCE)
    scene.wait_state("open", since)
    scene.wait_state("open", since, "second")
    scene.unplug(scene.other)
    scene.wait_state("lost", since, "second")
    scene.one.line.write(b"3\n")
    scene.wait_sample(3, since)


# --- The line -------------------------------------------------------------------------------------------------


@check("7 data bits, even parity, 2 stop bits and RTS/CTS are set in the kernel and told to the adapter")
def _(scene: UsbScene) -> None:
    orders = Orders(scene.machine)
    open_adapter(scene, BY_IDS, "baud: 57600", "data_bits: 7", "parity: even", "stop_bits: 2", "flow_control: rtscts")
    words = scene.machine.run("stty -F /dev/ttyUSB0 -a").replace(";", "").split()
    for word in ("57600", "cs7", "parenb", "-parodd", "cstopb", "crtscts"):
        expect(word in words, f"no {word} in {' '.join(words)}")
    expect(orders.last_line() == "7E2", f"the adapter was told {orders.last_line()}")
    expect(orders.last(r"flow control (\d)") == "1", "the adapter was not told of RTS/CTS")
    since = scene.mqtt.now()
    scene.one.line.write(b"4\n")
    scene.wait_sample(4, since)


@check("a speed that has no name, 250,000 Bd, is set")
def _(scene: UsbScene) -> None:
    orders = Orders(scene.machine)
    open_adapter(scene, BY_IDS, "baud: 250000")
    baud = orders.last(r"baud rate (\d+)")
    expect(baud == "250000", f"the adapter was told {baud}")


@check("`low_latency` brings the adapter's timer from 16 ms to 1 ms")
def _(scene: UsbScene) -> None:
    timer = "/sys/bus/usb-serial/devices/ttyUSB0/latency_timer"
    scene.plug(scene.one)
    scene.machine.run(f"echo 16 >{timer}")
    orders = Orders(scene.machine)
    scene.wait_state("open", scene.start(adapter(BY_IDS, "low_latency: true")))
    until(lambda: scene.machine.run(f"cat {timer}") == "1", 5.0, "the kernel says 1 ms")
    expect(orders.last(r"control 0x4009, value (\w+)") == "0x1", "the adapter was not told")


@check("DTR and RTS are on while the port is open and stay on when it is closed, so that an Arduino keeps running")
def _(scene: UsbScene) -> None:
    scene.plug(scene.one)
    orders = Orders(scene.machine)
    scene.wait_state("open", scene.start(adapter(BY_IDS)))
    scene.machine.run("systemctl stop weir")
    expect(set(orders.modem_lines()) == {(True, True)}, f"the adapter was told {orders.modem_lines()}")


@check("`dtr: false` switches DTR off once the port is open, and leaves RTS on")
def _(scene: UsbScene) -> None:
    orders = Orders(scene.machine)
    open_adapter(scene, BY_IDS, "dtr: false")
    lines = orders.modem_lines()
    expect(lines and lines[-1][0] is False and lines[-1][1] is not False, f"the adapter was told {lines}")


@check("`reset_on_open` takes DTR down and up again, `hang_up_on_close` takes it down at the close")
def _(scene: UsbScene) -> None:
    orders = Orders(scene.machine)
    open_adapter(scene, BY_IDS, "reset_on_open: true", "hang_up_on_close: true")
    def dtr() -> list[bool]:
        return [on for on, _ in orders.modem_lines() if on is not None]
    until(lambda: False in dtr() and dtr()[-1], 10.0, f"DTR down and up; it was {dtr()}")
    scene.machine.run("systemctl stop weir")
    expect(orders.modem_lines()[-1] == (False, False), f"the adapter was told {orders.modem_lines()}")


@check("what the adapter refuses, RS-485, is a warning that names it; the port opens all the same")
def _(scene: UsbScene) -> None:
    open_adapter(scene, BY_IDS, "rs485: true")
    log = scene.says()
    expect(any("rs485" in line and "/dev/ttyUSB0" in line for line in log.splitlines()), f"it said\n{log}")


# --- Who else has it ------------------------------------------------------------------------------------------


def second_weir(scene: UsbScene, launcher: str, name: str) -> int:
    """Another weir, of another user, for the same adapter; gives the place in the messages where it began."""
    since = scene.mqtt.now()
    configuration = HEAD.replace("bench", name) + adapter(BY_IDS)
    scene.machine.run(f"cat >/tmp/{name}.yaml <<'YAML'\n{configuration}\nYAML\nsystemd-run --quiet --unit=holder-{name} "
                      f"{launcher} weir run -c /tmp/{name}.yaml")
    return since


def expect_named(scene: UsbScene, message: Message, unit: str) -> None:
    pid = scene.machine.run(f"systemctl show -P MainPID {unit}")
    reason = message.json["reason"]
    expect("weir" in reason and pid in reason, f"it said {message.text}, and it was weir, pid {pid}")


@check("nobody else can open it, and a second weir is told `busy` and who has it; it opens when that one has ended")
def _(scene: UsbScene) -> None:
    open_adapter(scene, BY_IDS)
    other = scene.machine.try_run(f"{AS_DIALOUT} sh -c ': <>/dev/ttyUSB0'")
    expect("busy" in other.text, f"another process got {other.text or 'it'}")
    since = second_weir(scene, AS_DIALOUT, "second")
    topic = "weir/second/port/adapter"
    busy = scene.mqtt.wait(topic, lambda message: message.json["state"] == "busy", since)
    expect_named(scene, busy, "weir")
    scene.machine.run("systemctl stop weir")
    scene.mqtt.wait(topic, lambda message: message.json["state"] == "open", since)


@check("weir as a service, with all that is forbidden to it, is told `busy`; who has it is hidden from it")
def _(scene: UsbScene) -> None:
    scene.plug(scene.one)
    since = second_weir(scene, AS_DIALOUT, "second")
    scene.mqtt.wait("weir/second/port/adapter", lambda message: message.json["state"] == "open", since)
    busy = scene.wait_state("busy", scene.start(adapter(BY_IDS)))
    expect(busy.json["reason"] == "another process has opened it", f"it said {busy.json}")


@check("`weir ports` tells who holds it")
def _(scene: UsbScene) -> None:
    open_adapter(scene, BY_IDS)
    pid = scene.machine.run("systemctl show -P MainPID weir")
    table = scene.machine.run("weir ports | grep ttyUSB0")
    expect(f"busy: weir ({pid})" in table, f"it says {table}")
    holder = scene.ports()[0]["holder"]
    expect(holder == {"pid": int(pid), "name": "weir"}, f"it says {holder}")


@check("a user without the group gets `denied`, and is told the group")
def _(scene: UsbScene) -> None:
    scene.plug(scene.one)
    since = second_weir(scene, AS_NOBODY, "stranger")
    denied = scene.mqtt.wait("weir/stranger/port/adapter", lambda message: message.json["state"] == "denied", since)
    expect("dialout" in denied.json["reason"], f"it said {denied.text}")
