#pragma once

#include "daemon/doctor/machine.hpp"

namespace weir::doctor {

// The machine that we run on.
class local_machine final : public machine {
public:
    local_machine() : machine("/") {}

    person us() const override;
    std::optional<person> user(const std::string& name) const override;
    std::optional<gid_t> group(const std::string& name) const override;
    std::string group_name(gid_t gid) const override;

    std::vector<port_info> ports() const override { return list_serial_ports(); }
    clock_reading clock() const override;
    std::string unit_property(const std::string& unit, const std::string& property) const override;
    // Waits 6 s at most, or until SIGINT.
    broker_answer reach(const mqtt_settings& broker) const override;

    // Whether a thread of the client library may still be at it: then the process must end by _Exit().
    bool is_haunted() const { return haunted_; }

private:
    mutable bool haunted_ = false;
};

}  // namespace weir::doctor
