#include "daemon/cli/top_table.hpp"

#include <algorithm>
#include <boost/json/value.hpp>
#include <chrono>
#include <cmath>
#include <fmt/format.h>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "daemon/cli/columns.hpp"
#include "daemon/task_json.hpp"

namespace weir {

namespace json = boost::json;

namespace {

constexpr std::size_t least_name = 6;
constexpr std::size_t airy_from = 14;  // lines; then there are blank ones

struct column {
    std::string_view title;
    std::size_t width;
};
struct row {
    std::string name;
    std::vector<std::string> cells;
    double busy = 0;  // what comes first where not all fit
};
struct table {
    std::string_view title;
    std::vector<column> columns;
    std::vector<row> rows;
};

const json::value* at(const json::object& from, std::string_view key) {
    return from.if_contains(key);
}

const json::object& object_at(const json::object& from, std::string_view key) {
    static const json::object nothing;
    const json::value* const found = at(from, key);
    return found != nullptr && found->is_object() ? found->get_object() : nothing;
}

std::optional<double> number_at(const json::object& from, std::string_view key) {
    const json::value* const found = at(from, key);
    if (found == nullptr || !found->is_number()) return std::nullopt;
    const double number = found->to_number<double>();
    return std::isfinite(number) ? std::optional(number) : std::nullopt;
}

std::string text_at(const json::object& from, std::string_view key) {
    const json::value* const found = at(from, key);
    return found != nullptr && found->is_string() ? shown(found->get_string()) : std::string("-");
}

bool truth_at(const json::object& from, std::string_view key) {
    const json::value* const found = at(from, key);
    return found != nullptr && found->is_bool() && found->get_bool();
}

// 0  12.3  4567  12.3k  24.5M
std::string brief(double number) {
    constexpr std::string_view units = " kMGT";
    std::size_t unit = 0;
    for (; std::abs(number) >= 10'000 && unit + 1 < units.size(); ++unit)
        number /= 1000;
    const bool is_whole = std::abs(number) >= 1000 || (unit == 0 && number == std::floor(number));
    std::string text = is_whole ? fmt::format("{:.0f}", number) : fmt::format("{:.1f}", number);
    if (unit > 0) text += units[unit];
    return text;
}

std::string brief(std::optional<double> number, std::string_view behind = "") {
    return number ? brief(*number) + std::string(behind) : "-";
}

std::optional<double> bad_of(const json::object& all) {
    double sum = 0;
    for (const auto& [reason, count] : object_at(all, "bad"))
        sum += count.is_number() ? count.to_number<double>() : 0;
    return sum;
}

// Counters of the same thing in both readings.
class pace {
public:
    pace(const json::object& before, const json::object& now, double seconds)
        : before_(before), now_(now), seconds_(seconds) {}

    std::optional<double> of(std::string_view counter) const {
        const auto was = number_at(before_, counter);
        const auto is = number_at(now_, counter);
        if (!was || !is || seconds_ <= 0 || *is < *was) return std::nullopt;
        return (*is - *was) / seconds_;
    }
    const json::object& now() const { return now_; }

private:
    const json::object& before_;
    const json::object& now_;
    double seconds_;
};

using make_row = std::function<void(const pace&, row&)>;

std::vector<row> rows_of(const json::object& before, const json::object& now, double seconds,
                         const make_row& make) {
    std::vector<row> rows;
    for (const auto& [name, each] : now) {
        if (!each.is_object()) continue;
        row& made = rows.emplace_back();
        made.name = shown(name);
        make(pace(object_at(before, name), each.get_object(), seconds), made);
    }
    return rows;
}

table ports_of(const json::object& before, const json::object& now, double seconds) {
    const auto make = [](const pace& each, row& made) {
        made.busy = each.of("bytes").value_or(0);
        made.cells = {text_at(each.now(), "state"), brief(each.of("bytes")), brief(each.of("frames")),
                      brief(bad_of(each.now()))};
    };
    return {"PORT",
            {{"STATE", 7}, {"BYTES/s", 9}, {"FRAMES/s", 9}, {"BAD", 9}},
            rows_of(object_at(before, "ports"), object_at(now, "ports"), seconds, make)};
}

table sources_of(const json::object& before, const json::object& now, double seconds) {
    const auto make = [](const pace& each, row& made) {
        const auto age = number_at(each.now(), "last_sample_s");
        made.busy = each.of("decoded").value_or(0);
        made.cells = {truth_at(each.now(), "available") ? "online" : "offline", brief(each.of("decoded")),
                      brief(each.of("published")), brief(bad_of(each.now())),
                      age ? seconds_to_text(std::clamp(*age, 0.0, 1e9)) : "-"};
    };
    return {"SOURCE",
            {{"STATE", 7}, {"SAMPLES/s", 9}, {"SENT/s", 9}, {"BAD", 9}, {"AGE", 7}},
            rows_of(object_at(before, "sources"), object_at(now, "sources"), seconds, make)};
}

// Of the process, the link and the commands.
std::vector<std::string> summary(const json::object& before, const json::object& now, double seconds) {
    const json::object& loop = object_at(now, "loop");
    const pace process(object_at(before, "process"), object_at(now, "process"), seconds);
    const auto cpu = process.of("cpu_s");
    const auto memory = number_at(process.now(), "memory_bytes");
    const auto uptime = number_at(now, "uptime_s");
    const pace mqtt(object_at(before, "mqtt"), object_at(now, "mqtt"), seconds);
    const json::object& link = mqtt.now();
    const json::object& commands = object_at(now, "commands");
    const auto count = [&](std::string_view key) { return number_at(commands, key).value_or(0); };
    const auto trip = number_at(object_at(link, "probe"), "round_trip_ms");
    return {
        fmt::format("weir {}  up {}  cpu {}  memory {}  stalls {} ({})  restarts {}", text_at(now, "node"),
                    uptime ? seconds_to_text(std::clamp(*uptime, 0.0, 1e12)) : "-",
                    cpu ? fmt::format("{:.1f}%", *cpu * 100) : "-",
                    memory ? fmt::format("{:.1f}M", *memory / (1 << 20)) : "-",
                    brief(number_at(loop, "stalls")), brief(number_at(loop, "longest_ms"), "ms"),
                    brief(number_at(now, "restarts"))),
        fmt::format("link {}  out {}/s  in {}/s  outbox {}  dropped {}  round trip {}",
                    truth_at(link, "connected") ? "connected" : "away", brief(mqtt.of("published")),
                    brief(mqtt.of("received")), brief(number_at(link, "outbox")),
                    brief(number_at(link, "dropped")), trip ? fmt::format("{:.2f}ms", *trip) : "-"),
        fmt::format("commands running {}  waiting {}  done {}  failed {}  timed out {}  others {}",
                    brief(std::max(0.0, count("open") - count("waiting"))), brief(count("waiting")),
                    brief(count("succeeded")), brief(count("failed")), brief(count("timed_out")),
                    brief(count("expired") + count("canceled") + count("superseded") + count("rejected")))};
}

std::size_t width_of_names(const std::vector<table>& tables, std::size_t width) {
    std::size_t longest = least_name;
    std::size_t others = 0;
    for (const table& each : tables) {
        for (const row& one : each.rows)
            longest = std::max(longest, text_width(one.name));
        std::size_t sum = 0;
        for (const column& one : each.columns)
            sum += one.width + 1;
        others = std::max(others, sum);
    }
    return std::min(longest, std::max(least_name, width > others ? width - others : 0));
}

template <class Cells>
std::string line_of(std::string_view name, std::size_t name_width, const std::vector<column>& columns,
                    const Cells& cells) {
    std::string line = left_column(name, name_width);
    for (std::size_t i = 0; i < columns.size(); ++i)
        line += ' ' +
                (i == 0 ? left_column(cells(i), columns[i].width) : right_column(cells(i), columns[i].width));
    return line;
}

// In `room` lines below its heading.
void add(table&& from, std::size_t room, std::size_t name_width, std::vector<std::string>& lines) {
    lines.push_back(line_of(from.title, name_width, from.columns,
                            [&](std::size_t i) { return std::string(from.columns[i].title); }));
    const bool fits = from.rows.size() <= room;
    if (!fits) std::ranges::stable_sort(from.rows, std::greater(), &row::busy);
    const std::size_t count = fits ? from.rows.size() : std::max<std::size_t>(room, 1) - 1;
    for (std::size_t i = 0; i < count; ++i) {
        const row& one = from.rows[i];
        lines.push_back(
            line_of(one.name, name_width, from.columns, [&](std::size_t cell) { return one.cells[cell]; }));
    }
    if (!fits) lines.push_back(fmt::format("… and {} more", from.rows.size() - count));
}

std::string joined(const std::vector<std::string>& lines, screen_size size) {
    std::string text;
    for (std::size_t i = 0; i < std::min(lines.size(), size.height); ++i) {
        std::string line = cut(lines[i], size.width);
        line.erase(line.find_last_not_of(' ') + 1);
        if (i > 0) text += '\n';
        text += line;
    }
    return text;
}

}  // namespace

std::string top_table(const top_reading& before, const top_reading& now, screen_size size) {
    const double seconds = std::chrono::duration<double>(now.taken - before.taken).count();
    std::vector<std::string> lines = summary(before.stats, now.stats, seconds);
    std::vector<table> tables;
    for (auto* const make : {ports_of, sources_of}) {
        table made = make(before.stats, now.stats, seconds);
        if (!made.rows.empty()) tables.push_back(std::move(made));
    }
    const std::size_t names = width_of_names(tables, size.width);
    const std::size_t blanks = size.height >= airy_from ? 1 : 0;
    const std::size_t around = lines.size() + tables.size() * (1 + blanks);
    std::size_t room = size.height > around ? size.height - around : 0;
    for (std::size_t i = 0; i < tables.size(); ++i) {
        if (blanks > 0) lines.emplace_back();
        const std::size_t rows = tables[i].rows.size();
        const std::size_t later = i + 1 < tables.size() ? tables[i + 1].rows.size() : 0;
        const std::size_t fair = later == 0 ? room : room / 2;
        const std::size_t mine = std::min(rows, std::max(fair, room > later ? room - later : 0));
        room -= mine;
        add(std::move(tables[i]), mine, names, lines);
    }
    return joined(lines, size);
}

}  // namespace weir
