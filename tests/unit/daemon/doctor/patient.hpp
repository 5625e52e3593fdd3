#pragma once

#include <filesystem>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "daemon/catalogues.hpp"
#include "daemon/doctor/checks.hpp"
#include "daemon/doctor/shipped_unit.hpp"
#include "tests/support/temp_folder.hpp"

namespace weir::doctor::test {

namespace fs = std::filesystem;

struct tree {
    weir::test::temp_folder folder;
};

// A machine in a folder, where all is well until a test spoils it: a Debian with weir as a service, and a
// configuration with what `port_keys`, `mqtt` and `rest` say.
class patient : private tree, public machine {
public:
    static constexpr gid_t dialout = 20;
    static constexpr const char* config = "/etc/weir/weir.yaml";

    patient() : machine(folder.path()) {
        file("/usr/lib/systemd/system/weir.service", std::string(shipped_unit));
        file(config, "");
        file("/proc/cmdline", "quiet console=tty1\n");
    }

    // Files of the machine.
    void file(const std::string& path, const std::string& text) {
        fs::create_directories((fs::path(folder.path()) / path.substr(1)).parent_path());
        static_cast<void>(folder.write(path.substr(1), text));
    }
    void link(const std::string& path, const std::string& target) {
        fs::create_directories((fs::path(folder.path()) / path.substr(1)).parent_path());
        fs::create_symlink(target, folder.path() / path.substr(1));
    }
    void remove(const std::string& path) { fs::remove_all(folder.path() / path.substr(1)); }

    // Where a file of the machine really is.
    std::string real(const std::string& path) const { return folder.path() / path.substr(1); }

    // A terminal, as good as any: `real` is a character device of the machine that the test runs on.
    void terminal(const std::string& name, unsigned driver, const std::string& real = "/dev/zero") {
        link("/dev/" + name, real);
        rights_at["/dev/" + name] = {0, dialout, 0660, driver, true};
    }
    void usb_terminal(const std::string& name, usb_id id = {0x0403, 0x6001}) {
        terminal(name, 188);
        port_info info;
        info.path = "/dev/" + name;
        info.transport = "usb";
        info.usb = id;
        there.push_back(info);
        file("/sys/class/tty/" + name + "/dev", "188:7\n");
    }
    void process(const std::string& pid, const std::string& name, const std::string& open = "/dev/null") {
        file("/proc/" + pid + "/comm", name + "\n");
        link("/proc/" + pid + "/fd/3", open);
    }
    void pi(const std::string& model) { file("/proc/device-tree/model", model + std::string(1, '\0')); }

    std::map<std::string, rights> rights_at;  // instead of those that the test's files have
    std::map<std::string, person> users{{"pi", {"pi", 1000, {1000, dialout}}},
                                        {"weir", {"weir", 999, {999}}}};
    std::map<std::string, gid_t> groups{{"root", 0}, {"dialout", dialout}, {"weir", 999}};
    person who{"root", 0, {0}};
    std::vector<port_info> there;
    clock_reading time{wall_time(std::chrono::seconds(1'800'000'000)), true};
    std::map<std::string, std::string> properties;
    broker_answer answer{{}, std::chrono::milliseconds(3)};
    std::string port_keys = "{}";
    std::string rest = "sources: { outdoor: { topic: zigbee/outdoor, decode: json } }\n";
    std::string mqtt = "url: mqtt://broker.lan";

    std::optional<rights> rights_of(const std::string& path) const override {
        const auto known = rights_at.find(path);
        if (known != rights_at.end()) return known->second;
        auto theirs = machine::rights_of(path);
        if (theirs) theirs->owner = theirs->group = 0;  // whoever runs the tests
        if (theirs) theirs->mode |= 0055;
        return theirs;
    }
    person us() const override { return who; }
    std::optional<person> user(const std::string& name) const override {
        const auto found = users.find(name);
        return found == users.end() ? std::nullopt : std::optional(found->second);
    }
    std::optional<gid_t> group(const std::string& name) const override {
        const auto found = groups.find(name);
        return found == groups.end() ? std::nullopt : std::optional(found->second);
    }
    std::string group_name(gid_t gid) const override {
        for (const auto& [name, its] : groups) {
            if (its == gid) return name;
        }
        return std::to_string(gid);
    }
    std::vector<port_info> ports() const override { return there; }
    clock_reading clock() const override { return time; }
    std::string unit_property(const std::string& unit, const std::string& property) const override {
        const auto found = properties.find(unit + "." + property);
        return found == properties.end() ? "" : found->second;
    }
    broker_answer reach(const mqtt_settings&) const override { return answer; }

    load_result load() const {
        return parse_config(
            "version: 1\nnode: { id: bench }\nmqtt: { " + mqtt + " }\nports: " + port_keys + "\n" + rest,
            config, all_catalogues());
    }
};

// A machine, spoilt or mended, and what the check then finds first.
struct row {
    const char* what;
    std::function<void(patient&)> arrange;
    state how;
    std::string text;    // a part of it
    std::string remedy;  // a part of it; empty: none at all
};

inline std::vector<finding> look_at(const patient& host, const check& with) {
    const load_result loaded = host.load();
    const visit at(host, patient::config, loaded);
    return with.look(at);
}

inline void expect_findings(const check& with, const std::vector<row>& table) {
    for (const row& each : table) {
        SCOPED_TRACE(each.what);
        patient host;
        each.arrange(host);
        const std::vector<finding> all = look_at(host, with);
        ASSERT_FALSE(all.empty());
        std::string remedy;
        for (const std::string& line : all.front().remedy)
            remedy += line + '\n';
        EXPECT_EQ(name_of(all.front().how), name_of(each.how)) << all.front().text;
        EXPECT_THAT(all.front().text, testing::HasSubstr(each.text));
        EXPECT_THAT(remedy, testing::HasSubstr(each.remedy));
        EXPECT_EQ(remedy.empty(), each.remedy.empty()) << remedy;
    }
}

}  // namespace weir::doctor::test
