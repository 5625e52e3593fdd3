#include "drivers/senml/pack.hpp"

#include <algorithm>
#include <cmath>

namespace weir::senml {

namespace {

constexpr std::int64_t known_version = 10;
constexpr double first_date = 1U << 28U;

bool is_alphanumeric(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

// Section 4.5.1.
bool is_name(std::string_view text) {
    constexpr std::string_view others = "-:./_";
    return !text.empty() && is_alphanumeric(text.front()) &&
           std::all_of(text.begin(), text.end(),
                       [&](char c) { return is_alphanumeric(c) || others.find(c) != others.npos; });
}

// Base64 with the URL-safe alphabet and no padding (RFC 4648 section 5).
bool is_base64url(std::string_view text) {
    return text.size() % 4 != 1 && std::all_of(text.begin(), text.end(), [](char c) {
               return is_alphanumeric(c) || c == '-' || c == '_';
           });
}

int values_in(const record& counted) {
    return (counted.has(label::number) ? 1 : 0) + (counted.has(label::text) ? 1 : 0) +
           (counted.has(label::boolean) ? 1 : 0) + (counted.has(label::data) ? 1 : 0);
}

// `base` and the record's own number; what is not there is zero (section 4.5.4). Integers stay such if they
// can.
reject add_up(const std::optional<value>& base, const record& from, label which, value& out) {
    const value own = from.has(which) ? from[which] : value(std::int64_t{0});
    const value other = base.value_or(value(std::int64_t{0}));
    const auto* one = std::get_if<std::int64_t>(&own);
    const auto* two = std::get_if<std::int64_t>(&other);
    std::int64_t whole = 0;
    if (one != nullptr && two != nullptr && !__builtin_add_overflow(*one, *two, &whole)) {
        out = whole;
        return reject::none;
    }
    const double sum = *as_number(own) + *as_number(other);
    out = sum;
    return std::isfinite(sum) ? reject::none : reject::bad_number;
}

}  // namespace

void pack::begin(sample& out) {
    out_ = &out;
    times_.clear();
    base_name_.clear();
    base_time_ = 0;
    base_value_.reset();
    base_sum_.reset();
    version_.reset();
}

reject pack::add(const record& next) {
    reject reason = take_base(next);
    if (reason != reject::none) return reason;
    if (!next.has_regular())
        return next.has_base() ? reject::none : reject::bad_syntax;  // for those behind it
    const bool has_sum = next.has(label::sum) || base_sum_;
    const bool has_value = values_in(next) == 1 || base_value_;
    if (values_in(next) > 1 || !(has_value || has_sum)) return reject::bad_syntax;  // section 4.2
    reason = name_field(next);
    const moment when = time_of(next);
    if (reason == reject::none && has_value) reason = add_value(next, when);
    if (reason == reject::none && has_sum) reason = add_sum(next, when);
    return reason;
}

// A base field holds for its record and those behind it, up to the next of its kind (section 4.1).
reject pack::take_base(const record& from) {
    if (!take_version(from)) return reject::bad_syntax;
    if (from.has(label::base_name)) base_name_ = from.text(label::base_name);
    if (from.has(label::base_time)) base_time_ = *as_number(from[label::base_time]);
    if (from.has(label::base_value)) base_value_ = from[label::base_value];
    if (from.has(label::base_sum)) base_sum_ = from[label::base_sum];
    return reject::none;
}

// One version for all records, and none that we do not know (section 4.4).
bool pack::take_version(const record& from) {
    if (!from.has(label::base_version)) {
        if (!version_) version_ = known_version;
        return true;
    }
    const auto* said = std::get_if<std::int64_t>(&from[label::base_version]);
    if (said == nullptr || *said < 1 || *said > known_version) return false;
    if (!version_) version_ = *said;
    return *version_ == *said;
}

reject pack::name_field(const record& from) {
    name_ = base_name_;
    if (from.has(label::name)) name_ += from.text(label::name);
    if (name_.size() > max_name) return reject::too_complex;
    return is_name(name_) ? reject::none : reject::bad_syntax;
}

pack::moment pack::time_of(const record& of) const {
    const double own = of.has(label::time) ? *as_number(of[label::time]) : 0;
    const double seconds = base_time_ + own;
    return {seconds < first_date, seconds};
}

value* pack::place_for(const moment& when) {
    field_list& fields = out_->fields;
    const auto found =
        std::find_if(fields.begin(), fields.end(), [&](const field& each) { return each.name == name_; });
    if (found == fields.end()) {
        times_.push_back(when);
        return &fields.add(name_);
    }
    moment& known = times_[static_cast<std::size_t>(found - fields.begin())];
    if (when < known) return nullptr;
    known = when;
    return &found->data;
}

reject pack::add_value(const record& from, const moment& when) {
    if (from.has(label::data) && !is_base64url(from.text(label::data))) return reject::bad_syntax;
    value* to = place_for(when);
    if (to == nullptr) return reject::none;
    if (out_->fields.size() > max_fields) return reject::too_complex;
    if (from.has(label::boolean)) {
        *to = from[label::boolean];
    } else if (from.has(label::text) || from.has(label::data)) {
        assign(*to, from.text(from.has(label::text) ? label::text : label::data));
    } else {
        return add_up(base_value_, from, label::number, *to);
    }
    return reject::none;
}

reject pack::add_sum(const record& from, const moment& when) {
    name_ += "_sum";
    value* to = place_for(when);
    if (to == nullptr) return reject::none;
    if (out_->fields.size() > max_fields) return reject::too_complex;
    return add_up(base_sum_, from, label::sum, *to);
}

}  // namespace weir::senml
