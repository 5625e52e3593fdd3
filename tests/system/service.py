"""weir as a service, from the installation of its package to its purge: each check says what is true of it."""

import json

from harness.container import Container
from harness.report import Checks, expect
from harness.scene import HEAD
from harness.service_scene import CONFIGURATION, OLDER, PACKAGE, ServiceScene
from harness.wire import until

check = Checks()

CONFIGURATION_FILE = "/etc/weir/weir.yaml"
EXPOSURE = 1.5  # the most that `systemd-analyze security` may say
WRONG_KEY = CONFIGURATION.replace("columns", "colums")
WATCHDOG_SECONDS = 5


def expect_in(text: str, *wanted: str) -> None:
    for each in wanted:
        expect(each in text, f"no {each!r} in\n{text}")


# --- Installation ---------------------------------------------------------------------------------------------


@check("installed by apt without a configuration: nothing fails, nothing runs, and the next step is told")
def _(scene: ServiceScene) -> None:
    expect(not scene.is_installed(), "it is installed already")
    said = scene.install()
    expect_in(said, CONFIGURATION_FILE)
    expect(scene.host.try_run("systemctl is-system-running").text == "running", scene.host.run("systemctl --failed"))
    expect(scene.show("ActiveState") == "inactive", scene.status())


@check("`weir --version` is the package's, and the samples in its documentation are valid")
def _(scene: ServiceScene) -> None:
    scene.need_installed()
    version = scene.host.run("dpkg-query -W -f '${Version}' weir")
    said = scene.host.run("weir --version").split()[-1]
    expect(version.startswith(said), f"it says {said}, the package {version}")
    samples = "find /usr/share/doc/weir -name '*.yaml' ! -name '*.test.yaml'"
    scene.host.run(f"for sample in $({samples}); do weir check -c $sample || exit; done")


@check("started without a configuration it stays down, and `systemctl status` tells the file that is missing")
def _(scene: ServiceScene) -> None:
    scene.need_installed()
    scene.host.run(f"rm -f {CONFIGURATION_FILE}")
    scene.host.try_run("systemctl start weir")
    expect(scene.show("SubState") in ("dead", "failed"), scene.status())
    expect(scene.show("NRestarts") == "0", "it was started again")
    expect_in(scene.status(), CONFIGURATION_FILE)


@check("with a configuration it starts; a line from the serial port becomes a sample, and `systemctl status` shows the STATUS line")
def _(scene: ServiceScene) -> None:
    since = scene.serve()
    scene.wait_available("online", since)
    scene.expect_sample(21.5)
    scene.wait_status('Status: "broker connected, 1 of 1 ports open, 1 of 1 sources available')


@check("a command's bytes go out, and its answer comes in")
def _(scene: ServiceScene) -> None:
    since = scene.serve()
    scene.call("ON")
    expect(scene.line.line(10.0) == b"R ON", "another line went out")
    scene.line.write(b"OK\n")
    scene.wait_command(lambda status: status["state"] == "succeeded", since)


@check("after a restart of the whole system it runs by itself", on=Container)
def _(scene: ServiceScene) -> None:
    scene.serve()
    scene.host.run("systemctl enable weir")
    scene.host.reboot()
    scene.follow_anew()
    scene.wait_state("open", 0)
    scene.expect_sample(22.5)


# --- Ends and returns -----------------------------------------------------------------------------------------


@check("`systemctl stop` ends it in order: `offline` is said, the result is success")
def _(scene: ServiceScene) -> str:
    scene.serve()
    since = scene.mqtt.now()
    scene.host.run("systemctl stop weir")
    scene.mqtt.wait("weir/bench/status", lambda message: message.text == "offline", since)
    expect(scene.show("Result") == "success", scene.status())
    microseconds = int(scene.show("InactiveEnterTimestampMonotonic")) - int(scene.show("ActiveExitTimestampMonotonic"))
    return f"in {microseconds / 1e6:.2f} s"


@check("killed by `kill -9` it comes back, and samples with it")
def _(scene: ServiceScene) -> str:
    scene.serve()
    killed = scene.signal("KILL")
    seconds = scene.wait_restarted(killed)
    expect(scene.show("NRestarts") == "1", scene.status())
    return f"its port is open again after {seconds:.1f} s"


@check("killed by `kill -9` in the middle of a command, the command ends `failed` at the next start, effect `unknown`")
def _(scene: ServiceScene) -> None:
    since = scene.serve()
    scene.call('{"id": "cut-off", "params": {"state": "ON"}}')
    expect(scene.line.line(10.0) == b"R ON", "another line went out")
    scene.wait_command(lambda status: status["state"] == "running", since)
    killed = scene.signal("KILL")
    scene.wait_restarted(killed)
    ended = scene.wait_command(lambda status: status["id"] == "cut-off" and status["state"] == "failed", killed.since)
    expect((ended["code"], ended["effect"]) == ("INTERNAL", "unknown"), f"it ended {ended}")


@check(f"stopped (SIGSTOP), so that its loop stands still, it is ended by the watchdog (here of {WATCHDOG_SECONDS} s) and comes back")
def _(scene: ServiceScene) -> str:
    scene.drop_in(f"WatchdogSec={WATCHDOG_SECONDS}")
    scene.serve()
    seconds = scene.wait_restarted(scene.signal("STOP"))
    expect_in(scene.log(), "Watchdog timeout")
    return f"its port is open again after {seconds:.1f} s"


@check("a broker that restarts is found again")
def _(scene: ServiceScene) -> None:
    scene.serve()
    life = scene.life()
    scene.host.run("systemctl restart mosquitto")
    scene.wait_status('Status: "broker away')
    scene.wait_status('Status: "broker connected')
    scene.expect_sample(23.5)
    expect(scene.life() == life, "weir was started again")


# --- Its configuration ----------------------------------------------------------------------------------------


def reload(scene: ServiceScene, configuration: str) -> str:
    """Gives what systemd and weir say meanwhile."""
    scene.write(configuration)
    scene.host.run("systemctl log-level debug; systemctl reload weir; systemctl log-level info")
    until(lambda: "RELOADING=1" in scene.log() and "reload: " in scene.log(), 30.0, "the reload's end")
    return scene.log()


@check("reloaded with another configuration: systemd is told RELOADING, the change counts, the process stays")
def _(scene: ServiceScene) -> None:
    scene.serve()
    life = scene.life()
    since = scene.mqtt.now()
    reload(scene, CONFIGURATION.replace("[t]", "[u]"))
    until(lambda: scene.show("ActiveState") == "active", 30.0, "READY")
    scene.wait_available("online", since)
    scene.line.write(b"31\n")
    scene.mqtt.wait("weir/bench/climate/state", lambda message: message.json.get("u") == 31, since)
    expect(scene.life() == life, "weir was started again")


@check("reloaded with a bad one: the old one stays, and the log has the place and the remedy")
def _(scene: ServiceScene) -> None:
    scene.serve()
    life = scene.life()
    said = reload(scene, WRONG_KEY)
    expect_in(said, "the configuration stays as it was", f"{CONFIGURATION_FILE}:", "unknown key 'colums'", "did you mean 'columns'?")
    until(lambda: scene.show("ActiveState") == "active", 30.0, "READY")
    scene.expect_sample(24.5)
    expect(scene.life() == life, "weir was started again")


@check("started with a bad one it stays down with exit code 78, and `systemctl status` has the place and the remedy")
def _(scene: ServiceScene) -> None:
    scene.serve()
    expect(not starts_with(scene, WRONG_KEY), "it started")
    expect_down(scene, "78")
    expect_in(scene.status(), f"{CONFIGURATION_FILE}:", "unknown key 'colums'", "did you mean 'columns'?")


def starts_with(scene: ServiceScene, configuration: str) -> bool:
    scene.write(configuration)
    return scene.host.holds("systemctl restart weir")


def expect_down(scene: ServiceScene, code: str) -> None:
    """Ended with this code; systemd does not think of another start."""
    until(lambda: scene.show("SubState") == "failed", 10.0, f"failed: {scene.status()}")
    expect(scene.show("ExecMainStatus") == code, f"exit code {scene.show('ExecMainStatus')}")
    expect(scene.show("NRestarts") == "0", "it was started again")


@check("started with a wrong option it stays down with exit code 2")
def _(scene: ServiceScene) -> None:
    scene.serve()
    scene.drop_in("ExecStart=\nExecStart=/usr/bin/weir run --nonsense")
    scene.host.try_run("systemctl restart weir")
    expect_down(scene, "2")
    expect_in(scene.status(), "--nonsense")


@check("a password that root alone can read comes by LoadCredential= and `!secret`, and opens the broker")
def _(scene: ServiceScene) -> None:
    scene.host.run("""
        mkdir -p /etc/weir/credentials && chmod 700 /etc/weir/credentials
        (umask 077 && printf 'open sesame' >/etc/weir/credentials/mqtt_password)
        mosquitto_passwd -c -b /tmp/passwords weir 'open sesame' && chmod 644 /tmp/passwords
        printf 'listener 1884 127.0.0.1\\nallow_anonymous false\\npassword_file /tmp/passwords\\n' >/tmp/closed.conf
        systemd-run --quiet --unit=holder-closed mosquitto -c /tmp/closed.conf""")
    scene.drop_in("LoadCredential=mqtt_password:/etc/weir/credentials/mqtt_password")
    scene.need_installed()
    scene.start(CONFIGURATION, HEAD.replace("localhost }", "localhost:1884, username: weir, password: !secret mqtt_password }"))
    heard = scene.host.run("mosquitto_sub -p 1884 -u weir -P 'open sesame' -t weir/bench/status -C 1 -W 60")
    expect(heard == "online", f"it heard {heard}")
    expect("open sesame" not in scene.log(), "the log has the password")


# --- What it may do -------------------------------------------------------------------------------------------

# Each is one word in the log: its name, and + when it succeeds.
PROBES = {
    "home": "touch /home/probe || ls /home/*", "root": "ls /root", "configuration": "touch /etc/weir/probe", "etc": "touch /etc/probe",
    "usr": "touch /usr/probe", "var": "touch /var/lib/probe", "opt": "touch /opt/probe", "processes": "ls /proc/1/fd || cat /proc/1/cmdline",
    "kernel": "echo 1 >/proc/sys/kernel/printk", "namespaces": "unshare --user true", "mount": "mount -t tmpfs none /mnt",
    "cgroups": "mkdir /sys/fs/cgroup/probe", "state": "touch $STATE_DIRECTORY/probe && rm $STATE_DIRECTORY/probe",
    "runtime": "touch $RUNTIME_DIRECTORY/probe", "temporary": "touch /tmp/probe", "serial": ": <>/dev/ttyUSB0",
}
ALLOWED = {"state", "runtime", "temporary", "serial"}


@check("it can write to its state, its runtime folder and its /tmp and open a serial port; homes, /etc, /usr, /var, other processes, "
       "kernel settings, mounts and namespaces are refused")
def _(scene: ServiceScene) -> None:
    scene.serve()
    scene.host.run("systemctl stop weir; mkdir -p /home/somebody")
    probes = "\n".join(f"({act}) >/dev/null 2>&1 && echo 'probe {name}+' || echo 'probe {name}-'" for name, act in PROBES.items())
    scene.host.run(f"cat >/opt/probe.sh <<'PROBES'\n{probes}\nPROBES")
    scene.drop_in("ExecStartPre=/bin/sh /opt/probe.sh")
    scene.host.run("systemctl start weir; rmdir /home/somebody")
    outcomes = {word for line in scene.log().splitlines() if line.startswith("probe ") for word in line.split()[1:]}
    expected = {name + ("+" if name in ALLOWED else "-") for name in PROBES}
    expect(outcomes == expected, f"otherwise than expected: {sorted(outcomes ^ expected)}")


@check(f"`systemd-analyze security` gives it an exposure of at most {EXPOSURE}")
def _(scene: ServiceScene) -> str:
    scene.need_installed()
    last = scene.host.run("systemd-analyze security --no-pager weir | tail -n 1")
    exposure = float(last.split(":", 1)[1].split()[0])
    expect(exposure <= EXPOSURE, last)
    return f"{exposure}"


@check("its memory and its tasks are limited")
def _(scene: ServiceScene) -> str:
    scene.serve()
    limits = [scene.show(name) for name in ("MemoryMax", "TasksMax")]
    expect(all(limit.isdigit() for limit in limits), f"MemoryMax, TasksMax: {limits}")
    return f"{int(limits[0]) // 2**20} MiB, {limits[1]} tasks"


@check("the journal has its messages as plain lines, each with its priority: an error in the configuration can be found by `-p err`")
def _(scene: ServiceScene) -> None:
    scene.serve()
    starts_with(scene, WRONG_KEY)
    records = [json.loads(line) for line in scene.log("-o json").splitlines()]
    ours = [record for record in records if record.get("_COMM") == "weir"]
    expect(ours and all(isinstance(record["MESSAGE"], str) for record in ours), f"the journal has {ours}")
    expect(not any(mark in record["MESSAGE"] for record in ours for mark in ("\x1b", "<3>", "<4>", "<6>")), f"the journal has {ours}")
    expect({record["PRIORITY"] for record in ours} >= {"3", "6"}, f"priorities {sorted({record['PRIORITY'] for record in ours})}")
    expect_in(scene.log("-o cat -p err"), "unknown key 'colums'")


# --- Another version, and none --------------------------------------------------------------------------------


@check("an upgrade keeps the configuration and the state, so that a double is known as such, and starts the new version")
def _(scene: ServiceScene) -> str:
    scene.purge()
    scene.install(OLDER)
    since = scene.serve()
    before = scene.host.run(f"cat {CONFIGURATION_FILE}")
    request = '{"id": "before", "params": {"state": "ON"}}'
    scene.call(request)
    expect(scene.line.line(10.0) == b"R ON", "another line went out")
    scene.line.write(b"OK\n")
    scene.wait_command(lambda status: status["state"] == "succeeded", since)
    running = scene.signal()
    scene.install(PACKAGE)
    seconds = scene.wait_restarted(running)
    expect(scene.host.run(f"cat {CONFIGURATION_FILE}") == before, "the configuration is another")
    since = scene.mqtt.now()
    scene.call(request)
    double = scene.wait_command(lambda status: status["id"] == "before", since)
    expect(double["duplicate"] and double["state"] == "succeeded", f"it said {double}")
    return f"its port is open again {seconds:.1f} s after the call of apt"


@check("an upgrade of a service that is stopped does not start it")
def _(scene: ServiceScene) -> None:
    scene.purge()
    scene.install(OLDER)
    scene.serve()
    scene.host.run("systemctl stop weir")
    scene.install(PACKAGE)
    expect(scene.show("ActiveState") == "inactive", scene.status())


@check("removed, nothing of it runs, and configuration and state stay; installed again, it starts with them")
def _(scene: ServiceScene) -> None:
    scene.serve()
    scene.call("ON")
    expect(scene.line.line(10.0) == b"R ON", "another line went out")
    since = scene.mqtt.now()
    scene.apt("remove weir")
    scene.mqtt.wait("weir/bench/status", lambda message: message.text == "offline", since)
    scene.host.run(f"test -s {CONFIGURATION_FILE} && test -s /var/lib/weir/commands.jsonl && ! test -e /usr/bin/weir && ! pgrep -x weir")
    since = scene.mqtt.now()
    scene.install()
    scene.wait_state("open", since)


@check("purged, nothing of it is left: neither file nor user")
def _(scene: ServiceScene) -> None:
    scene.serve()
    scene.purge()
    left = scene.files() - scene.files_before
    expect(not left, f"left: {sorted(left)}")
    lost = scene.files_before - scene.files()
    expect(not lost, f"lost: {sorted(lost)}")
    expect(scene.host.try_run("systemctl is-system-running").text == "running", scene.host.run("systemctl --failed"))
