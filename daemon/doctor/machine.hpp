#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <utility>
#include <vector>

#include "config/settings.hpp"
#include "daemon/mqtt/link_status.hpp"
#include "drivers/port_diagnosis.hpp"
#include "drivers/port_list.hpp"

namespace weir::doctor {

struct person {
    std::string name;
    std::optional<uid_t> uid;   // nothing: the user comes to life with the service
    std::vector<gid_t> groups;  // the first one among them
};

// What decides who may use a file.
struct rights {
    uid_t owner = 0;
    gid_t group = 0;
    mode_t mode = 0;         // the permission bits alone
    unsigned driver = 0;     // of a device: its major number
    bool is_device = false;  // a character device
};

constexpr mode_t may_execute = 1, may_write = 2, may_read = 4;
bool may(const person& who, const rights& what, mode_t wanted);

struct clock_reading {
    wall_time now{};
    bool synced = false;  // as the daemon judges it
};

struct broker_answer {
    link_status how;
    duration took{};
};

// The machine that is looked at: files below a folder, and what files do not tell. Blocks: no loop may run.
class machine {
public:
    explicit machine(std::filesystem::path root) : root_(std::move(root)) {}
    machine(const machine&) = delete;
    machine& operator=(const machine&) = delete;
    virtual ~machine() = default;

    // Files by their paths on that machine. One that cannot be read counts as absent.
    std::optional<std::string> read(std::string_view path) const;      // the first 64 KiB
    std::vector<std::string> names_in(std::string_view folder) const;  // sorted, at most 32,768
    bool has(std::string_view path) const;
    std::string link_target(std::string_view path) const;  // as it is written; empty: no link
    // The end of a chain of links, as far as it leads somewhere: "/dev/ttyUSB0" for one of udev's.
    std::string behind_links(std::string_view path) const;
    // Of processes that we may look at, another one that has it open.
    std::optional<process_info> holder(const std::string& device) const;
    virtual std::optional<rights> rights_of(const std::string& path) const;

    virtual person us() const = 0;  // with the groups that this process has
    // With those that the user database gives it. Nothing when there is no such user.
    virtual std::optional<person> user(const std::string& name) const = 0;
    virtual std::optional<gid_t> group(const std::string& name) const = 0;
    virtual std::string group_name(gid_t gid) const = 0;

    virtual std::vector<port_info> ports() const = 0;
    virtual clock_reading clock() const = 0;
    // What systemd says of a unit's property; empty when it says nothing.
    virtual std::string unit_property(const std::string& unit, const std::string& property) const = 0;
    // What comes of a connection like the daemon's, under another client identifier and without a will.
    virtual broker_answer reach(const mqtt_settings& broker) const = 0;

private:
    std::filesystem::path below_root(std::string_view path) const;

    std::filesystem::path root_;
};

// Whether a process of this name runs; names have at most 15 bytes.
bool runs(const machine& host, std::string_view process);

}  // namespace weir::doctor
