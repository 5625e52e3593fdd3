#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <optional>

#include "config/build.hpp"
#include "config/wording.hpp"
#include "drivers/device_path.hpp"

namespace weir {

namespace {

constexpr std::array<std::string_view, 5> device_keys{"path", "usb", "tcp", "simulate",
                                                      "replay"};  // as port_device has them
constexpr std::string_view one_of_them = "a port has one of path, usb, tcp, simulate and replay";

// Keys that need another one beside them.
struct belonging {
    std::string_view key;
    std::string_view to;
};
constexpr std::array<belonging, 4> belongings{belonging{"interface", "usb"}, belonging{"usb_path", "usb"},
                                              belonging{"connect_timeout", "tcp"},
                                              belonging{"speed", "replay"}};

// What only a serial line has.
constexpr std::array<std::string_view, 5> line_keys{"baud", "data_bits", "parity", "stop_bits",
                                                    "flow_control"};

spot spot_of(const setting::member& port) {
    return below({"ports", {}}, port.name, port.name_at);
}

// The key that says what the port is; null, and a problem, when there is none or more than one.
const setting* chosen_device(const setting::member& port, std::string_view& key, problems& found) {
    const setting* chosen = nullptr;
    for (const std::string_view each : device_keys) {
        const setting& written = port.value[each];
        if (!is_written(written)) continue;
        if (chosen != nullptr) {
            found.add(written.where, within(spot_of(port), "both " + quote(key) + " and " + quote(each)),
                      std::string(one_of_them));
            return nullptr;
        }
        chosen = &written;
        key = each;
    }
    if (chosen == nullptr) {
        found.add(port.name_at,
                  within(spot_of(port), "missing key 'path', 'usb', 'tcp', 'simulate' or 'replay'"),
                  std::string(one_of_them));
    }
    return chosen;
}

std::string_view why_no_line(std::string_view key) {
    if (key == "tcp") return "the converter sets the line: configure it there";
    return key == "replay" ? "a recording has no line" : "a simulated device has no line";
}

// That no key stands there without what it belongs to.
void check_companions(const setting::member& port, std::string_view key, problems& found) {
    for (const auto& [companion, to] : belongings) {
        const setting& written = port.value[companion];
        if (!is_written(written) || key == to) continue;
        found.add(written.where, within(spot_of(port), quote(companion) + " without " + quote(to)));
    }
    if (key == "path" || key == "usb") return;
    for (const std::string_view each : line_keys) {
        const setting& written = port.value[each];
        if (!is_written(written)) continue;
        found.add(written.where, within(spot_of(port), quote(each) + " beside " + quote(key)),
                  std::string(why_no_line(key)));
    }
}

std::optional<usb_device> build_usb(const setting::member& port, problems& found) {
    const setting& usb = port.value["usb"];
    auto identity = parse_usb_identity(usb.text());
    if (!identity) {
        found.add(usb.where, within(below(spot_of(port), "usb", usb.where), "not a USB device's identity"),
                  "VID:PID or VID:PID:SERIAL, such as \"0403:6001\"");
        return std::nullopt;
    }
    if (const setting& interface = port.value["interface"]; interface.present()) {
        identity->interface = static_cast<int>(interface.integer());
    }
    const setting& path = port.value["usb_path"];
    if (path.present() && !is_usb_path(path.text())) {
        found.add(path.where, within(below(spot_of(port), "usb_path", path.where), "not a USB device's path"),
                  "bus and sockets, such as 1-1.2; `weir ports` tells");
        return std::nullopt;
    }
    if (path.present()) identity->usb_path = path.text();
    return usb_device{std::move(*identity)};
}

std::optional<tcp_device> build_tcp(const setting::member& port, problems& found) {
    const setting& tcp = port.value["tcp"];
    auto address = parse_tcp_address(tcp.text());
    if (!address) {
        found.add(tcp.where, within(below(spot_of(port), "tcp", tcp.where), "not host:port"),
                  "such as ser2net.lan:4001, 192.168.1.5:4001 or [::1]:4001");
        return std::nullopt;
    }
    return tcp_device{std::move(*address), port.value["connect_timeout"].duration()};
}

// That the file can be read is seen when it is opened, as with a path.
replay_device build_replay(const setting::member& port, const build_context& with) {
    const auto folder = std::filesystem::path(with.file).parent_path();
    return {(folder / port.value["replay"].text()).lexically_normal().string(),
            text_or(port.value["speed"]) != "max"};
}

// Nothing when it was wrong.
std::optional<port_device> build_device(const setting::member& port, const build_context& with) {
    std::string_view key;
    const setting* const chosen = chosen_device(port, key, with.found);
    if (chosen == nullptr) return std::nullopt;
    check_companions(port, key, with.found);
    if (!chosen->present()) return std::nullopt;
    if (key == "path") return path_device{chosen->text()};
    if (key == "usb") return build_usb(port, with.found);
    if (key == "tcp") return build_tcp(port, with.found);
    if (key == "replay") return build_replay(port, with);
    return simulated_use{use_of(*chosen, with.known.devices)};
}

// What two names of the same device share; empty for those of which there may be many.
std::string identity_of(const port_device& device) {
    if (std::holds_alternative<simulated_use>(device) || std::holds_alternative<replay_device>(device)) {
        return {};
    }
    const auto* const named = std::get_if<path_device>(&device);
    return named == nullptr ? device_text(device) : target_of(named->path);
}

// Which port has which device.
class device_users {
public:
    void take(const port_device& device, const setting::member& port, problems& found) {
        const std::string identity = identity_of(device);
        if (identity.empty()) return;
        const auto [first, fresh] = port_of_.emplace(identity, port.name);
        if (fresh) return;
        const std::string_view key = device_keys.at(device.index());
        const spot here = below(spot_of(port), key, {});
        found.add(port.value[key].where,
                  within(here, "port " + quote(first->second) + " is the same device"));
    }

private:
    std::map<std::string, std::string> port_of_;  // by identity
};

port_settings build_port(const setting::member& from, device_users& users, const build_context& with) {
    port_settings port;
    port.name = from.name;
    port.where = from.name_at;
    check_name(from, "ports", with.found);
    if (!from.value.present()) return port;
    port.line = build_line(from, with.found);
    if (const setting& gap = from.value["gap"]; gap.present()) port.gap = gap.duration();
    port.echo = from.value["echo"].boolean();
    port.frame = use_of(from.value["frame"], with.known.framers);
    port.reopen = from.value["reopen"].boolean();
    std::optional<port_device> device = build_device(from, with);
    if (!device) return port;
    users.take(*device, from, with.found);
    port.device = std::move(*device);
    return port;
}

}  // namespace

std::vector<port_settings> build_ports(const setting& ports, const build_context& with) {
    std::vector<port_settings> all;
    device_users users;
    for (const setting::member& each : members_of(ports))
        all.push_back(build_port(each, users, with));
    return all;
}

void check_reopen(const setting& ports, const settings& all, problems& found) {
    for (std::size_t i = 0; i < all.ports.size(); ++i) {
        if (!all.ports[i].reopen) continue;
        const bool watched =
            std::any_of(all.sources.begin(), all.sources.end(), [i](const source_settings& each) {
                return each.port == i && each.stale_after > duration::zero();
            });
        if (watched) continue;
        const setting::member& port = members_of(ports).at(i);
        found.add(port.value["reopen"].where,
                  within(spot_of(port), "'reopen' without a source that has 'stale_after'"));
    }
}

}  // namespace weir
