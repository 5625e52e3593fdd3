#include "drivers/usb_identity.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>

#include "drivers/text.hpp"

namespace weir {

namespace {

constexpr std::size_t id_digits = 4;
constexpr std::size_t longest_serial = 256;

std::optional<std::uint16_t> parse_id(std::string_view text) {
    std::uint16_t id = 0;
    const char* end = text.data() + text.size();
    if (text.size() != id_digits) return std::nullopt;
    const auto [stopped, error] = std::from_chars(text.data(), end, id, 16);
    if (error != std::errc() || stopped != end) return std::nullopt;
    return id;
}

std::string hex(std::uint16_t id) {
    const std::string bytes{static_cast<char>(id >> 8U), static_cast<char>(id & 0xFFU)};
    return to_hex(bytes);
}

bool matches(const port_info& port, const usb_identity& wanted) {
    return port.usb && port.usb->vendor == wanted.vendor && port.usb->product == wanted.product &&
           (!wanted.serial || port.serial == *wanted.serial) &&
           (!wanted.interface || port.interface == wanted.interface) &&
           (!wanted.usb_path || port.usb_path == *wanted.usb_path);
}

}  // namespace

std::optional<usb_identity> parse_usb_identity(std::string_view text) {
    constexpr std::size_t ids_size = 2 * id_digits + 1;
    if (text.size() < ids_size || text[id_digits] != ':') return std::nullopt;
    const auto vendor = parse_id(text.substr(0, id_digits));
    const auto product = parse_id(text.substr(id_digits + 1, id_digits));
    if (!vendor || !product) return std::nullopt;
    usb_identity made{*vendor, *product, {}, {}, {}};
    if (text.size() == ids_size) return made;
    const std::string_view serial = text.substr(ids_size + 1);
    if (text[ids_size] != ':' || serial.empty() || serial.size() > longest_serial || !is_text(serial)) {
        return std::nullopt;
    }
    made.serial = serial;
    return made;
}

std::string to_text(const usb_identity& identity) {
    std::string text = hex(identity.vendor) + ":" + hex(identity.product);
    if (identity.serial) text += ":" + *identity.serial;
    return text;
}

bool is_usb_path(std::string_view text) {
    // Numbers with one separator between each two: the first is '-', the others are '.'.
    bool digit_before = false;
    std::size_t separators = 0;
    for (const char c : text) {
        if (is_digit(c)) {
            digit_before = true;
            continue;
        }
        if (!digit_before || c != (separators == 0 ? '-' : '.')) return false;
        digit_before = false;
        ++separators;
    }
    return digit_before && separators > 0;
}

std::vector<port_info> matching(const std::vector<port_info>& ports, const usb_identity& identity) {
    std::vector<port_info> found;
    std::copy_if(ports.begin(), ports.end(), std::back_inserter(found),
                 [&](const port_info& each) { return matches(each, identity); });
    return found;
}

std::optional<usb_identity> identity_among(const std::vector<port_info>& ports, const port_info& one) {
    if (!one.usb) return std::nullopt;
    const usb_identity ids{one.usb->vendor, one.usb->product, {}, {}, {}};
    std::vector<usb_identity> tries{ids};  // what stays true when it is plugged in elsewhere first
    if (!one.serial.empty()) {
        tries.push_back(ids);
        tries.back().serial = one.serial;
    }
    if (one.interface) {
        tries.push_back(tries.back());
        tries.back().interface = one.interface;
    }
    if (!one.usb_path.empty()) {
        tries.push_back(ids);
        tries.back().usb_path = one.usb_path;
        tries.push_back(tries.back());
        tries.back().interface = one.interface;
    }
    const auto alone = std::find_if(tries.begin(), tries.end(), [&](const usb_identity& each) {
        return matching(ports, each).size() == 1;
    });
    return alone == tries.end() ? std::nullopt : std::optional(*alone);
}

}  // namespace weir
