#include "daemon/record/tapped.hpp"

#include <boost/json/parse.hpp>
#include <utility>

#include "drivers/text.hpp"

namespace weir {

namespace json = boost::json;

namespace {

std::optional<std::int64_t> number_of(const json::object& line, std::string_view key) {
    const json::value* const held = line.if_contains(key);
    if (held == nullptr || !held->is_int64()) return std::nullopt;
    return held->get_int64();
}

std::string_view text_of(const json::object& line, std::string_view key) {
    const json::value* const held = line.if_contains(key);
    return held != nullptr && held->is_string() ? std::string_view(held->get_string()) : std::string_view();
}

std::optional<record_kind> kind_of(std::string_view step) {
    if (step == "read") return record_kind::received;
    if (step == "write") return record_kind::sent;
    return std::nullopt;
}

}  // namespace

std::optional<tapped> parse_tapped(std::string_view line) {
    boost::system::error_code error;
    const json::value parsed = json::parse(line, error);
    const json::object* const event = error ? nullptr : parsed.if_object();
    if (event == nullptr) return std::nullopt;
    tapped found;
    if (const auto dropped = number_of(*event, "dropped")) {
        if (*dropped < 0) return std::nullopt;
        found.dropped = static_cast<std::uint64_t>(*dropped);
        return found;
    }
    const auto at = number_of(*event, "t_ns");
    auto bytes = from_hex(text_of(*event, "bytes"));
    found.kind = kind_of(text_of(*event, "step"));
    if (!at || !bytes || (found.kind && bytes->empty())) return std::nullopt;
    found.at = monotonic_time(duration(*at));
    found.bytes = std::move(*bytes);
    return found;
}

}  // namespace weir
