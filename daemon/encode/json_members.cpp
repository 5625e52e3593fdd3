#include "daemon/encode/json_members.hpp"

#include <utility>

#include "daemon/encode/format.hpp"
#include "daemon/encode/json_value.hpp"

namespace weir {

void json_members::text(std::string_view name, std::string_view held) {
    append_json_text(begin(name), held);
}

void json_members::text_or_null(std::string_view name, std::string_view held) {
    if (held.empty()) return null(name);
    text(name, held);
}

void json_members::number(std::string_view name, std::int64_t held) {
    append_json(begin(name), value(held));
}

void json_members::truth(std::string_view name, bool held) {
    append_json(begin(name), value(held));
}

void json_members::null(std::string_view name) {
    append_json(begin(name), value());
}

void json_members::json(std::string_view name, const boost::json::value& held) {
    append_json_value(begin(name), held);
}

std::string json_members::take() {
    text_ += '}';
    return std::move(text_);
}

std::string& json_members::begin(std::string_view name) {
    if (text_.size() > 1) text_ += ',';
    append_json_text(text_, name);
    text_ += ':';
    return text_;
}

}  // namespace weir
