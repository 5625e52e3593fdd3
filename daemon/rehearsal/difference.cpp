#include "daemon/rehearsal/difference.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <cmath>

#include "daemon/encode/json_value.hpp"
#include "drivers/text.hpp"

namespace weir {

namespace {

namespace json = boost::json;

constexpr std::size_t most_shown = 400;  // bytes of a value

std::string show(const json::value& what) {
    return readable(to_text(what), most_shown);
}

bool alike(double one, double other, double tolerance) {
    constexpr double rounding = 1e-12;
    return std::abs(one - other) <= tolerance + rounding * std::max(std::abs(one), std::abs(other));
}

bool alike(const json::value& expected, const json::value& got, double tolerance) {
    if (!expected.is_number() || !got.is_number()) return expected == got;
    return alike(expected.to_number<double>(), got.to_number<double>(), tolerance);
}

class comparison {
public:
    explicit comparison(double tolerance) : tolerance_(tolerance) {}

    void compare(const std::string& where, const json::value& expected, const json::value& got) {
        if (expected.is_object() && got.is_object()) {
            members(where, expected.get_object(), got.get_object());
        } else if (expected.is_array() && got.is_array()) {
            entries(where, expected.get_array(), got.get_array());
        } else if (!alike(expected, got, tolerance_)) {
            found.push_back({where, show(expected), show(got)});
        }
    }

    std::vector<difference> found;

private:
    void members(const std::string& where, const json::object& expected, const json::object& got) {
        for (const auto& each : expected) {
            const std::string below =
                where.empty() ? std::string(each.key()) : where + "." + std::string(each.key());
            if (const json::value* held = got.if_contains(each.key())) {
                compare(below, each.value(), *held);
            } else {
                found.push_back({below, show(each.value()), "nothing"});
            }
        }
    }

    void entries(const std::string& where, const json::array& expected, const json::array& got) {
        if (expected.size() != got.size()) {
            found.push_back({where, show(expected), show(got)});
            return;
        }
        for (std::size_t i = 0; i < expected.size(); ++i)
            compare(where + "[" + std::to_string(i + 1) + "]", expected[i], got[i]);
    }

    double tolerance_;
};

}  // namespace

std::vector<difference> compare(const json::value& expected, const json::value& got, double tolerance) {
    comparison all(tolerance);
    all.compare({}, expected, got);
    return std::move(all.found);
}

std::vector<difference> compare(const json::value& expected, std::string_view payload, double tolerance) {
    const std::string shown = readable(payload, most_shown);
    if (expected.is_string()) {
        const std::string_view text = expected.get_string();
        if (text == payload) return {};
        return {{"", readable(text, most_shown), shown}};
    }
    json::error_code failed;
    const json::value got = json::parse(payload, failed);
    if (failed) return {{"", show(expected), shown + " (no JSON)"}};
    return compare(expected, got, tolerance);
}

}  // namespace weir
