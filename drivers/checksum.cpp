#include "drivers/checksum.hpp"

#include <algorithm>
#include <boost/crc.hpp>
#include <numeric>

#include "drivers/text.hpp"

// Parameters and check values of the CRCs: Greg Cook's catalogue of parametrised CRC algorithms,
// https://reveng.sourceforge.io/crc-catalogue/.
namespace weir {

namespace {

std::uint32_t sum_of(std::string_view bytes) {
    return std::accumulate(
               bytes.begin(), bytes.end(), std::uint32_t{0},
               [](std::uint32_t sum, char byte) { return sum + static_cast<unsigned char>(byte); }) &
           0xFFU;
}

template <class Crc>
std::uint32_t crc_of(std::string_view bytes) {
    Crc crc;
    crc.process_bytes(bytes.data(), bytes.size());
    return static_cast<std::uint32_t>(crc.checksum());
}

// Width, polynomial, initial value, what is XORed at the end, bits reflected in and out.
using crc8 = boost::crc_optimal<8, 0x07, 0, 0, false, false>;
using modbus = boost::crc_optimal<16, 0x8005, 0xFFFF, 0, true, true>;
using arc = boost::crc_optimal<16, 0x8005, 0, 0, true, true>;
using ccitt_false = boost::crc_optimal<16, 0x1021, 0xFFFF, 0, false, false>;
using x25 = boost::crc_optimal<16, 0x1021, 0xFFFF, 0xFFFF, true, true>;
using kermit = boost::crc_optimal<16, 0x1021, 0, 0, true, true>;
using xmodem = boost::crc_optimal<16, 0x1021, 0, 0, false, false>;
using iso_hdlc = boost::crc_optimal<32, 0x04C11DB7, 0xFFFFFFFF, 0xFFFFFFFF, true, true>;

}  // namespace

std::uint32_t xor_of(std::string_view bytes) {
    return std::accumulate(bytes.begin(), bytes.end(), std::uint32_t{0}, [](std::uint32_t sum, char byte) {
        return sum ^ static_cast<unsigned char>(byte);
    });
}

std::uint16_t crc16_modbus(std::string_view bytes) {
    return static_cast<std::uint16_t>(crc_of<modbus>(bytes));
}

std::uint16_t crc16_arc(std::string_view bytes) {
    return static_cast<std::uint16_t>(crc_of<arc>(bytes));
}

namespace {

constexpr std::array<std::string_view, 2> order_names{"little", "big"};

constexpr option members[] = {
    {.name = "from",
     .form = {.is = kind::integer, .unit = "bytes", .min = 0, .max = 1024},
     .preset = "0",
     .help = "how many bytes at the frame's beginning it does not cover"},
    {.name = "order",
     .form = {.is = kind::choice, .choices = order_names},
     .help =
         "which of its bytes comes first: `little`, the least; `big`, the greatest; when not given what is "
         "usual for it, and `big` for digits"},
    {.name = "text",
     .form = {.is = kind::boolean},
     .preset = "false",
     .help = "it is written as hexadecimal digits, two a byte, small or capital"},
    {.name = "separator",
     .form = {.is = kind::text, .min = 1, .max = 4},
     .help = "what stands before the digits, as the `*` in `...*5A`; not covered; with `text` only"},
};

void check(const component_use& use, problems& found) {
    const setting& separator = use.argument["separator"];
    if (!separator.present() || use.argument["text"].boolean()) return;
    found.add(separator.where, "'separator' without 'text: true'",
              "bytes of a checksum have none before them");
}

constexpr checksum_kind entry(std::string_view name, std::string_view help, std::size_t bytes,
                              bool little_endian, std::uint32_t (*of)(std::string_view)) {
    return {{.name = name,
             .help = help,
             .argument = {.is = kind::group, .members = members},
             .options = {},
             .check = check},
            bytes,
            little_endian,
            of};
}

constinit const checksum_kind xor_kind = entry("xor", "all bytes XORed, one byte", 1, true, xor_of);
constinit const checksum_kind sum_kind =
    entry("sum", "the lowest eight bits of the sum of all bytes", 1, true, sum_of);
constinit const checksum_kind crc8_kind =
    entry("crc8", "CRC-8/SMBUS, polynomial 0x07", 1, true, crc_of<crc8>);
constinit const checksum_kind modbus_kind =
    entry("crc16-modbus", "CRC-16/MODBUS, usually little-endian", 2, true, crc_of<modbus>);
constinit const checksum_kind ccitt_kind = entry(
    "crc16-ccitt", "CRC-16/IBM-3740, called CCITT-FALSE: polynomial 0x1021, from 0xFFFF; usually big-endian",
    2, false, crc_of<ccitt_false>);
constinit const checksum_kind x25_kind =
    entry("crc16-x25", "CRC-16/IBM-SDLC, the check of X.25, HDLC and PPP; usually little-endian", 2, true,
          crc_of<x25>);
constinit const checksum_kind kermit_kind = entry(
    "crc16-kermit", "CRC-16/KERMIT, the true CCITT one; usually little-endian", 2, true, crc_of<kermit>);
constinit const checksum_kind xmodem_kind = entry(
    "crc16-xmodem", "CRC-16/XMODEM: polynomial 0x1021, from 0; usually big-endian", 2, false, crc_of<xmodem>);
constinit const checksum_kind crc32_kind = entry(
    "crc32", "CRC-32/ISO-HDLC, that of Ethernet and zip; usually little-endian", 4, true, crc_of<iso_hdlc>);

bool is_little_endian(const setting& argument, const checksum_kind& kind) {
    const setting& order = argument["order"];
    if (order.present()) return order.text() == "little";
    return kind.little_endian && !argument["text"].boolean();
}

void append_byte(std::string& to, std::uint32_t byte, bool as_text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    if (as_text) {
        to += {digits[byte / 16], digits[byte % 16]};
    } else {
        to.push_back(static_cast<char>(byte));
    }
}

std::optional<std::uint32_t> number_of(std::string_view written, bool as_text, bool little_endian) {
    const std::size_t width = as_text ? 2 : 1;
    std::uint32_t number = 0;
    for (std::size_t at = 0; at < written.size(); at += width) {
        const std::size_t place = little_endian ? written.size() - width - at : at;
        unsigned byte = static_cast<unsigned char>(written[place]);
        if (as_text) {
            const unsigned high = hex_digit(written[place]);
            const unsigned low = hex_digit(written[place + 1]);
            if (high > 15 || low > 15) return std::nullopt;
            byte = high * 16 + low;
        }
        number = number << 8U | byte;
    }
    return number;
}

}  // namespace

catalogue checksums() {
    static constexpr const component* table[] = {&xor_kind,    &sum_kind,    &crc8_kind,
                                                 &modbus_kind, &ccitt_kind,  &x25_kind,
                                                 &kermit_kind, &xmodem_kind, &crc32_kind};
    return table;
}

checksum::checksum(const setting& chosen) {
    const setting::member& named = chosen.members().front();
    const catalogue all = checksums();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const component* each) { return each->name == named.name; });
    kind_ = static_cast<const checksum_kind*>(*found);
    from_ = static_cast<std::size_t>(named.value["from"].integer());
    little_endian_ = is_little_endian(named.value, *kind_);
    as_text_ = named.value["text"].boolean();
    if (const setting& separator = named.value["separator"]; separator.present())
        separator_ = separator.text();
}

std::optional<std::string_view> checksum::open(std::string_view frame) const {
    if (frame.size() < from_ + size()) return std::nullopt;
    const std::string_view content = frame.substr(0, frame.size() - size());
    std::string_view seal = frame.substr(content.size());
    if (!seal.starts_with(separator_)) return std::nullopt;
    seal.remove_prefix(separator_.size());
    const auto said = number_of(seal, as_text_, little_endian_);
    if (!said || *said != kind_->of(content.substr(from_))) return std::nullopt;
    return content;
}

void checksum::close(std::string& content) const {
    const std::string_view covered = std::string_view(content).substr(std::min(from_, content.size()));
    const std::uint32_t number = kind_->of(covered);
    content += separator_;
    for (std::size_t i = 0; i < kind_->bytes; ++i) {
        const std::size_t place = little_endian_ ? i : kind_->bytes - 1 - i;
        append_byte(content, number >> (8 * place) & 0xFFU, as_text_);
    }
}

}  // namespace weir
