#include <string>
#include <vector>

#include "config/build_commands.hpp"
#include "config/build_modbus.hpp"
#include "config/wording.hpp"
#include "drivers/modbus/protocol.hpp"
#include "drivers/modbus/timing.hpp"

namespace weir {

namespace {

// The framer of a port that Modbus uses and that has no `frame`.
std::string_view default_framer(const port_settings& port) {
    return std::holds_alternative<tcp_device>(port.device) ? "modbus-tcp" : "modbus-rtu";
}

// A source or a command.
struct port_user {
    const setting::member* written;
    bool is_source;
    bool modbus;
    modbus::transport* over;  // to be set; null: nothing could be made of it

    std::string shown() const { return (is_source ? "source " : "command ") + quote(written->name); }
    spot here() const { return below({is_source ? "sources" : "commands", {}}, written->name, {}); }
};

class port_settler {
public:
    // All must outlive the settler.
    port_settler(const setting::member& written, port_settings& port, const build_context& with)
        : written_(written), port_(port), with_(with) {}

    void add(const port_user& user) { users_.push_back(user); }

    void settle() {
        check_sharing();
        if (users_.empty() || !users_.front().modbus || !written_.value.present()) return;
        const auto over = take_framer();
        if (!over) return;
        for (const port_user& each : users_) {
            if (each.over == nullptr) continue;
            *each.over = *over;
            check_unit(each, *over);
        }
        if (*over == modbus::transport::rtu) settle_line();
    }

private:
    void complain(std::string_view key, std::string what, std::string hint = {}) {
        const spot here = below(below({"ports", {}}, port_.name, {}), key, {});
        const setting& at = written_.value[key];
        with_.found.add(is_written(at) ? at.where : port_.where, within(here, std::move(what)),
                        std::move(hint));
    }

    void check_sharing() {
        for (const port_user& each : users_) {
            const port_user& first = users_.front();
            if (each.modbus == first.modbus) continue;
            const std::string how = first.modbus ? " speaks Modbus to " : " does not speak Modbus to ";
            with_.found.add(
                each.written->value["port"].where,
                within(below(each.here(), "port", {}), "port " + quote(port_.name) + how + first.shown()),
                "all that use a port speak Modbus, or none does");
            return;
        }
    }

    std::optional<modbus::transport> take_framer() {
        if (!is_written(written_.value["frame"])) {
            port_.frame.kind = find_component(with_.known.framers, default_framer(port_));
            port_.frame.argument.data = setting::map();
        }
        if (port_.frame.kind == nullptr) return std::nullopt;
        const auto over = modbus::transport_of(port_.frame.kind->name);
        if (!over) {
            complain("frame",
                     quote(port_.frame.kind->name) + " is no frame of Modbus, which " +
                         users_.front().shown() + " speaks",
                     "modbus-rtu or modbus-tcp, or no 'frame' at all");
        }
        return over;
    }

    // A register is read from one device; all may be told something at once (V1.02, 2.1).
    void check_unit(const port_user& user, modbus::transport over) {
        const setting& unit = user.written->value["modbus"]["unit_id"];
        if (!unit.present() || over == modbus::transport::tcp) return;
        const std::int64_t least = user.is_source ? 1 : 0;
        if (unit.integer() >= least && unit.integer() <= modbus::last_unit) return;
        with_.found.add(
            unit.where,
            within(below(below(user.here(), "modbus", {}), "unit_id", {}),
                   "expected " + std::to_string(least) + " to " + std::to_string(modbus::last_unit) +
                       ", got " + std::to_string(unit.integer())),
            unit.integer() == 0 ? "0 is all devices at once, and none answers"
                                : "the others are reserved on a serial line");
    }

    void settle_line() {
        const bool is_line = !std::holds_alternative<tcp_device>(port_.device);
        if (is_line && !is_written(written_.value["gap"]))
            port_.gap = modbus::silent_gap(port_.line.baud, modbus::character_bits(port_.line));
        if (port_.line.data_bits != 8) complain("data_bits", "Modbus RTU needs 8 data bits");
        if (port_.line.flow == flow_control::software)
            complain("flow_control", "xonxoff would take bytes out of Modbus frames");
    }

    const setting::member& written_;
    port_settings& port_;
    const build_context& with_;
    std::vector<port_user> users_;
};

}  // namespace

void settle_modbus_ports(const setting& root, settings& all, const build_context& with) {
    std::vector<port_settler> ports;
    const setting::map& written = members_of(root["ports"]);
    for (std::size_t i = 0; i < all.ports.size(); ++i)
        ports.emplace_back(written[i], all.ports[i], with);
    const auto add = [&](auto& made, const setting::map& from, bool is_source) {
        for (std::size_t i = 0; i < made.size(); ++i) {
            if (!made[i].port) continue;
            modbus::transport* over = made[i].modbus ? &made[i].modbus->over : nullptr;
            ports[*made[i].port].add({&from[i], is_source, is_written(from[i].value["modbus"]), over});
        }
    };
    add(all.sources, members_of(root["sources"]), true);
    add(all.commands, members_of(root["commands"]), false);
    for (port_settler& each : ports)
        each.settle();
}

}  // namespace weir
