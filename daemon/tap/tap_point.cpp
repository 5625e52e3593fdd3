#include "daemon/tap/tap_point.hpp"

#include "daemon/encode/format.hpp"
#include "daemon/tap/tap.hpp"
#include "drivers/text.hpp"

namespace weir {

namespace {

// Of a frame or a payload; what a port reads and writes is told whole, so that it can be played again.
constexpr std::size_t most_shown = std::size_t{16} * 1024;

void append_number(std::string& to, std::string_view name, std::size_t number) {
    to += ",\"";
    to += name;
    to += "\":";
    to += std::to_string(number);
}

void append_bytes(std::string& to, std::string_view bytes, std::size_t most) {
    to += ",\"bytes\":\"";
    to += to_hex(bytes.substr(0, most));
    to += '"';
    if (bytes.size() > most) append_number(to, "size", bytes.size());
}

void append_text(std::string& to, std::string_view name, std::string_view text) {
    to += ",\"";
    to += name;
    to += "\":";
    append_json_text(to, text);
}

void append_sample(std::string& to, const sample& what) {
    append_text(to, "quality", name_of(what.quality));
    to += ",\"fields\":";
    append_json(to, what.fields);
}

}  // namespace

tap_point::tap_point(tap* all, tap_place place, std::string_view name)
    : all_(all), place_(place), name_(name) {
    if (all_ != nullptr) all_->add(*this);
}

void tap_point::tell(tap_step step, std::string_view bytes, monotonic_time now) const {
    const std::size_t most = step == tap_step::frame ? most_shown : bytes.size();
    all_->tell(*this, step, now, [&](std::string& line) { append_bytes(line, bytes, most); });
}

void tap_point::bad(reject why, std::string_view bytes, monotonic_time now) const {
    all_->tell(*this, tap_step::bad, now, [&](std::string& line) {
        append_text(line, "reason", name_of(why));
        append_bytes(line, bytes, most_shown);
    });
}

void tap_point::sample(const weir::sample& what, monotonic_time now) const {
    all_->tell(*this, tap_step::sample, now, [&](std::string& line) { append_sample(line, what); });
}

void tap_point::stage(std::string_view name, std::size_t number, bool passes, const weir::sample& what,
                      monotonic_time now) const {
    all_->tell(*this, tap_step::stage, now, [&](std::string& line) {
        append_text(line, "stage", name);
        append_number(line, "number", number);
        line += passes ? ",\"held_back\":false" : ",\"held_back\":true";
        append_sample(line, what);
    });
}

void tap_point::message(std::string_view topic, std::string_view payload, monotonic_time now) const {
    all_->tell(*this, tap_step::message, now, [&](std::string& line) {
        append_text(line, "topic", topic);
        if (payload.size() <= most_shown && is_utf8(payload)) {
            append_text(line, "payload", payload);
        } else {
            append_bytes(line, payload, most_shown);
        }
    });
}

}  // namespace weir
