#include "tests/unit/daemon/doctor/patient.hpp"

namespace weir::doctor {

extern const check unit_check;
extern const check files_check;
extern const check access_check;

namespace test {
namespace {

const std::string unit = "/usr/lib/systemd/system/weir.service";
const std::string own_unit = "/etc/systemd/system/weir.service";
const std::string shipped(shipped_unit);

std::string without(const std::string& line) {
    std::string text = shipped;
    const auto at = text.find(line + "\n");
    EXPECT_NE(at, std::string::npos) << line;
    return text.erase(at, line.size() + 1);
}

void no_service(patient& host) {
    host.remove(unit);
}

TEST(doctor, compares_the_installed_unit_with_its_own) {
    expect_findings(
        unit_check,
        {
            {"the package's", [](patient&) {}, state::ok, unit, ""},
            {"none", no_service, state::skipped, "not installed", ""},
            {"with comments of somebody's", [](patient& h) { h.file(unit, "# mine\n" + shipped); }, state::ok,
             unit, ""},
            {"older", [](patient& h) { h.file(unit, without("WatchdogSec=30")); }, state::problem,
             "lacks WatchdogSec=30", "sudo apt install --reinstall weir"},
            {"with more", [](patient& h) { h.file(unit, shipped + "[Service]\nNice=5\n"); }, state::problem,
             "has Nice=5", "--reinstall"},
            {"installed by hand, older",
             [](patient& h) {
                 h.remove(unit);
                 h.file(own_unit, without("WatchdogSec=30"));
             },
             state::problem, own_unit, "sudo install -m 644 systemd/weir.service " + own_unit},
            {"a copy in front of the package's", [](patient& h) { h.file(own_unit, shipped); },
             state::warning, own_unit + " hides " + unit, "sudo rm " + own_unit},
            {"an old copy in front of it", [](patient& h) { h.file(own_unit, without("WatchdogSec=30")); },
             state::problem, "lacks WatchdogSec", "sudo rm " + own_unit},
            {"masked", [](patient& h) { h.link(own_unit, "/dev/null"); }, state::problem, "masked",
             "sudo systemctl unmask weir"},
            {"not loaded again", [](patient& h) { h.properties["weir.service.NeedDaemonReload"] = "yes"; },
             state::problem, "still uses an older", "daemon-reload"},
            {"with a drop-in", [](patient& h) { h.file(own_unit + ".d/own.conf", "[Service]\nNice=5\n"); },
             state::ok, unit, ""},
        });
}

// The user comes to life with the service.
void dynamic(patient& host) {
    host.users.erase("weir");
    host.file(own_unit + ".d/dynamic.conf", "[Service]\nDynamicUser=yes\n");
}

TEST(doctor, knows_which_files_the_service_s_user_may_not_read) {
    const std::string config = patient::config;
    const std::string readable = WEIR_SOURCE_DIR "/README.md";  // loading a configuration looks at it
    expect_findings(
        files_check,
        {
            {"all", [](patient&) {}, state::ok, "may read " + config, ""},
            {"no service", no_service, state::skipped, "not installed", ""},
            {"another file",
             [](patient& h) {
                 h.file(own_unit + ".d/o.conf", "[Service]\nExecStart=\nExecStart=weir -c /x\n");
             },
             state::skipped, "another file: /x", ""},
            {"root alone, a user of the service's own",
             [&](patient& h) {
                 dynamic(h);
                 h.rights_at[config] = {0, 0, 0600};
             },
             state::problem, "weir may not read " + config, "sudo chmod o+r " + config},
            {"root alone, a user weir",
             [&](patient& h) {
                 h.rights_at[config] = {0, 0, 0600};
             },
             state::problem, "weir may not read", "sudo chgrp weir " + config + "\nsudo chmod g+r " + config},
            {"its group",
             [&](patient& h) {
                 h.rights_at[config] = {0, 999, 0640};
             },
             state::ok, "may read", ""},
            {"its owner has no right, which others have",
             [&](patient& h) {
                 h.rights_at[config] = {999, 0, 0044};
             },
             state::problem, "may not read", "chmod g+r"},
            {"the folder",
             [](patient& h) {
                 h.rights_at["/etc/weir"] = {0, 0, 0700};
             },
             state::problem, "may not enter /etc/weir", "sudo chmod g+x /etc/weir"},
            {"no such user",
             [](patient& h) {
                 dynamic(h);
                 h.file(own_unit + ".d/dynamic.conf", "[Service]\nDynamicUser=no\n");
             },
             state::problem, "there is no user weir", "sudo systemd-sysusers"},
            {"a part",
             [](patient& h) {
                 h.file("/etc/weir/conf.d/gps.yaml", "");
                 h.rights_at["/etc/weir/conf.d/gps.yaml"] = {0, 0, 0600};
             },
             state::problem, "conf.d/gps.yaml", "conf.d/gps.yaml"},
            {"secrets",
             [](patient& h) {
                 h.file("/etc/weir/secrets.yaml", "");
                 h.rights_at["/etc/weir/secrets.yaml"] = {0, 0, 0600};
             },
             state::problem, "secrets.yaml", "sudo chgrp weir /etc/weir/secrets.yaml"},
            {"secrets, a user of the service's own",
             [](patient& h) {
                 dynamic(h);
                 h.file("/etc/weir/secrets.yaml", "");
                 h.rights_at["/etc/weir/secrets.yaml"] = {0, 0, 0600};
             },
             state::problem, "secrets.yaml", "LoadCredential="},
            {"secrets that are credentials",
             [](patient& h) {
                 h.file("/etc/weir/secrets.yaml", "");
                 h.rights_at["/etc/weir/secrets.yaml"] = {0, 0, 0600};
                 h.file(own_unit + ".d/o.conf", "[Service]\nLoadCredential=a:/b\n");
             },
             state::ok, "may read", ""},
            {"the authority's certificate",
             [&](patient& h) {
                 h.mqtt = "url: mqtts://broker.lan, tls: { ca: " + readable + " }";
                 h.rights_at[readable] = {0, 0, 0600};
             },
             state::problem, readable, "sudo chgrp weir " + readable},
        });
}

TEST(doctor, knows_that_the_service_does_not_see_home_folders) {
    patient host;
    host.file(own_unit + ".d/o.conf", "[Service]\nExecStart=\nExecStart=weir -c /home/pi/weir.yaml\n");
    const load_result loaded = host.load();
    const auto found = files_check.look(visit(host, "/home/pi/weir.yaml", loaded));
    EXPECT_EQ(found.front().how, state::problem);
    EXPECT_THAT(found.front().text, testing::HasSubstr("ProtectHome=yes hides home folders"));
    EXPECT_EQ(found.front().remedy.front(), "sudo cp /home/pi/weir.yaml /etc/weir/");
}

void adapter(patient& host) {
    host.usb_terminal("ttyUSB0");
    host.port_keys = "{ gps: { path: /dev/ttyUSB0 } }";
}

TEST(doctor, knows_who_may_use_the_device) {
    expect_findings(
        access_check,
        {
            {"the service", adapter, state::ok, "port gps: the user weir may use /dev/ttyUSB0", ""},
            {"no device", [](patient&) {}, state::skipped, "no serial port", ""},
            {"a broken configuration", [](patient& h) { h.rest = "sourcs: {}\n"; }, state::skipped,
             "the configuration", ""},
            {"a group that the service lacks",
             [](patient& h) {
                 adapter(h);
                 h.groups["uucp"] = 10;
                 h.rights_at["/dev/ttyUSB0"].group = 10;
             },
             state::problem, "the service lacks the group uucp", "SupplementaryGroups=uucp"},
            {"the user weir is in it",
             [](patient& h) {
                 adapter(h);
                 h.rights_at["/dev/ttyUSB0"].group = 10;
                 h.users["weir"] = {"weir", 999, {999, 10}};
             },
             state::ok, "weir may use", ""},
            {"no group may",
             [](patient& h) {
                 adapter(h);
                 h.rights_at["/dev/ttyUSB0"] = {0, 0, 0600, 188, true};
             },
             state::problem, "mode 0600", R"(echo 'KERNEL=="ttyUSB0", GROUP="dialout", MODE="0660"')"},
            {"not in the group",
             [](patient& h) {
                 adapter(h);
                 no_service(h);
                 h.who = h.users["eve"] = {"eve", 1001, {1001}};
             },
             state::problem, "eve is not in the group dialout", "sudo usermod -aG dialout eve"},
            {"in the group since a moment ago",
             [](patient& h) {
                 adapter(h);
                 no_service(h);
                 h.who = {"pi", 1000, {1000}};
             },
             state::problem, "not since this login", "newgrp dialout"},
            {"in the group",
             [](patient& h) {
                 adapter(h);
                 no_service(h);
                 h.who = h.users["pi"];
             },
             state::ok, "pi may use", ""},
            {"another driver than the unit allows",
             [](patient& h) {
                 adapter(h);
                 h.rights_at["/dev/ttyUSB0"].driver = 207;
             },
             state::problem, "DeviceAllow= leaves out /dev/ttyUSB0", "DeviceAllow=char-207 rw"},
            {"allowed by a drop-in",
             [](patient& h) {
                 adapter(h);
                 h.rights_at["/dev/ttyUSB0"].driver = 207;
                 h.file("/proc/devices", "Character devices:\n207 ttymxc\n\nBlock devices:\n  7 loop\n");
                 h.file(own_unit + ".d/o.conf", "[Service]\nDeviceAllow=char-ttymxc rw\n");
             },
             state::ok, "weir may use", ""},
            {"allowed by its link",
             [](patient& h) {
                 adapter(h);
                 h.rights_at["/dev/ttyUSB0"].driver = 207;
                 h.link("/dev/gps", "ttyUSB0");
                 h.file(own_unit + ".d/o.conf", "[Service]\nDeviceAllow=/dev/gps\n");
             },
             state::ok, "weir may use", ""},
            {"no device at all",
             [](patient& h) {
                 adapter(h);
                 h.rights_at["/dev/ttyUSB0"].is_device = false;
             },
             state::problem, "is no device", "ls -l"},
            {"a masked service",
             [](patient& h) {
                 adapter(h);
                 h.link(own_unit, "/dev/null");
             },
             state::ok, "root may use", ""},
            {"a service that reads another file",
             [](patient& h) {
                 adapter(h);
                 h.file(own_unit + ".d/o.conf", "[Service]\nExecStart=\nExecStart=weir --config /x\n");
                 h.who = h.users["eve"] = {"eve", 1001, {1001}};
             },
             state::problem, "eve is not in the group", "usermod -aG dialout eve"},
        });
}

}  // namespace
}  // namespace test
}  // namespace weir::doctor
