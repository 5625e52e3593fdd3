#include "daemon/cli/udev_rules.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <ostream>
#include <string_view>
#include <utility>

#include "config/load.hpp"
#include "daemon/catalogues.hpp"
#include "daemon/cli/cli.hpp"
#include "daemon/port/ambiguity.hpp"
#include "daemon/version.hpp"
#include "drivers/device_path.hpp"
#include "drivers/text.hpp"

namespace weir {

namespace {

// 60-weir.rules comes after 60-serial.rules, which sets ID_USB_INTERFACE_NUM.
constexpr std::string_view head = R"(# udev's rules for the serial adapters of {}, by weir {}.
#
#     weir udev-rules -c FILE | sudo tee /etc/udev/rules.d/60-weir.rules
#     sudo udevadm control --reload
#     sudo udevadm trigger --subsystem-match=tty --subsystem-match=usb-serial
#
# The number: behind 60-serial.rules, which reads the adapters' identities, and before 77-mm-*.rules, ModemManager's.

ACTION=="remove", GOTO="weir_end"
)";

constexpr std::string_view what_to_do =
    R"(SYMLINK+="weir/{}", GROUP="dialout", MODE="0660", ENV{{ID_MM_DEVICE_IGNORE}}="1", ENV{{ID_MM_PORT_IGNORE}}="1")";

constexpr std::string_view socket_links = "/dev/serial/by-path/";

// What is found out about a port.
struct finding {
    std::optional<usb_identity> identity;  // for its rule; none: it has no rule
    std::string remark;                    // which device it is, or why it has no rule; one line
    bool fails = false;                    // it should have a rule
};

finding no_rule(std::string why) {
    return {std::nullopt, std::move(why), true};
}

// A comment has one line.
std::string for_comment(std::string_view text) {
    constexpr std::size_t longest = 512;
    return readable(text, longest);
}

// Of printable ASCII, less what ends a value of a rule or stands for something else in it or in a pattern;
// what is not ASCII may be written otherwise in sysfs.
bool is_plain(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) {
        return c >= ' ' && c <= '~' && std::string_view(R"("\$%*?[]|)").find(c) == std::string_view::npos;
    });
}

finding find(const usb_device& device, const std::vector<port_info>& present) {
    const std::vector<port_info> found = matching(present, device.identity);
    if (found.size() > 1) return no_rule(ambiguity(found, device));
    return {device.identity, device_text(port_device(device))};
}

// What means the port for longer than `weir ports` asks for: the socket, where it is given by that; else its
// serial number, though it is the only one of its kind now.
std::optional<usb_identity> lasting_identity(const std::vector<port_info>& present, const port_info& one,
                                             bool by_socket) {
    std::optional<usb_identity> identity = identity_among(present, one);
    if (!identity) return identity;
    if (by_socket && !one.usb_path.empty()) {
        identity = usb_identity{one.usb->vendor, one.usb->product, {}, one.interface, one.usb_path};
    } else if (!identity->usb_path && !one.serial.empty()) {
        identity->serial = one.serial;
    }
    return identity;
}

finding find(const path_device& device, const std::vector<port_info>& present,
             const std::function<std::string(const std::string&)>& target_of) {
    const std::string real = target_of(device.path);
    const auto one = std::find_if(present.begin(), present.end(),
                                  [&](const port_info& each) { return each.path == real; });
    if (one == present.end()) {
        return no_rule(device.path + " is no serial port that is there: plug it in, or name it by `usb`");
    }
    if (!one->usb) return no_rule(device.path + " is no USB adapter: its name does not change, use it");
    const auto identity = lasting_identity(present, *one, device.path.starts_with(socket_links));
    if (!identity) return no_rule(device.path + " has nothing that tells it apart from another port");
    return {identity, device.path + ", which is " + device_text(usb_device{*identity})};
}

// A serial number that no rule can hold gives way to the socket.
finding with_plain_serial(finding from, const std::vector<port_info>& present) {
    if (!from.identity || !from.identity->serial || is_plain(*from.identity->serial)) return from;
    const std::vector<port_info> found = matching(present, *from.identity);
    if (found.size() != 1 || found.front().usb_path.empty()) {
        return no_rule("the serial number of " + from.remark + " has characters that no rule can hold");
    }
    from.identity->serial.reset();
    from.identity->usb_path = found.front().usb_path;
    from.remark += "; by its socket, as no rule can hold this serial number";
    return from;
}

finding find(const port_settings& port, const std::vector<port_info>& present,
             const std::function<std::string(const std::string&)>& target_of) {
    if (const auto* const usb = std::get_if<usb_device>(&port.device)) {
        return with_plain_serial(find(*usb, present), present);
    }
    if (const auto* const path = std::get_if<path_device>(&port.device)) {
        return with_plain_serial(find(*path, present, target_of), present);
    }
    return {std::nullopt, device_text(port.device) + " is no serial port of this machine"};
}

// All of it but the interface must match at one parent device (udev(7)), which is the adapter; its interface
// is another one.
std::string match_of(const usb_identity& identity) {
    std::string all = fmt::format(R"(ATTRS{{idVendor}}=="{:04x}", ATTRS{{idProduct}}=="{:04x}", )",
                                  identity.vendor, identity.product);
    if (identity.serial) all += fmt::format(R"(ATTRS{{serial}}=="{}", )", *identity.serial);
    if (identity.usb_path) all += fmt::format(R"(KERNELS=="{}", )", *identity.usb_path);
    if (identity.interface)
        all += fmt::format(R"(ENV{{ID_USB_INTERFACE_NUM}}=="{:02x}", )", *identity.interface);
    return all;
}

std::string rule_of(const port_settings& port, const usb_identity& identity) {
    const std::string match = match_of(identity);
    std::string all;
    if (identity.usb_path) all = "# It is known by the socket that it is plugged into: let it stay there.\n";
    all += R"(SUBSYSTEM=="tty", )" + match + "\\\n    " + fmt::format(what_to_do, port.name) + '\n';
    if (!port.line.low_latency) return all;
    if (identity.interface) all += "SUBSYSTEM==\"usb-serial\", IMPORT{builtin}=\"usb_id\"\n";
    // Only adapters of FTDI have the timer, and only once their driver is bound.
    return all + R"(SUBSYSTEM=="usb-serial", )" + match +
           R"(TEST=="latency_timer", ATTR{latency_timer}="1")" + '\n';
}

}  // namespace

udev_rules udev_rules_of(const settings& all, const std::vector<port_info>& present,
                         const std::function<std::string(const std::string&)>& target_of) {
    udev_rules made{fmt::format(head, for_comment(all.file), version), {}};
    for (const port_settings& port : all.ports) {
        const finding found = find(port, present, target_of);
        const std::string remark = for_comment(found.remark);
        if (found.fails) made.warnings.push_back("port " + port.name + ": no rule: " + remark);
        made.text += fmt::format("\n# {}: {}{}.\n", port.name, found.identity ? "" : "no rule: ", remark);
        if (found.identity) made.text += rule_of(port, *found.identity);
    }
    made.text += "\nLABEL=\"weir_end\"\n";
    return made;
}

int print_udev_rules(const std::string& config, std::ostream& out, std::ostream& errors) {
    const load_result loaded = load_config(config, all_catalogues());
    errors << loaded.errors << loaded.warnings;
    if (!loaded.settings) return exit_config;
    const udev_rules made = udev_rules_of(*loaded.settings, list_serial_ports(), target_of);
    for (const std::string& each : made.warnings)
        errors << "weir: " << each << '\n';
    return out << made.text << std::flush ? 0 : exit_failure;
}

}  // namespace weir
