#include "daemon/cli/doctor.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cstdlib>
#include <filesystem>
#include <fmt/core.h>
#include <ostream>
#include <sstream>
#include <utility>

#include "config/load.hpp"
#include "daemon/catalogues.hpp"
#include "daemon/cli/cli.hpp"
#include "daemon/cli/columns.hpp"
#include "daemon/doctor/checks.hpp"
#include "daemon/doctor/local_machine.hpp"
#include "daemon/log.hpp"
#include "drivers/text.hpp"

namespace weir {

namespace {

using doctor::state;

// Before the text, in the order of states; as wide as each other.
constexpr std::array<const char*, 4> marks{"ok  ", " !  ", "!!  ", "--  "};
constexpr std::size_t name_width = 14;  // the longest, and a blank
const std::string below(4 + name_width, ' ');

std::ptrdiff_t count(const std::vector<diagnosis>& all, state how) {
    return std::count_if(all.begin(), all.end(),
                         [&](const diagnosis& each) { return each.found.how == how; });
}

std::string numbered(std::ptrdiff_t number, const char* what) {
    return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
}

void print_one(const diagnosis& one, std::ostream& out) {
    std::string before =
        marks.at(static_cast<std::size_t>(one.found.how)) + left_column(one.check, name_width);
    std::istringstream lines(one.found.text);
    for (std::string line; std::getline(lines, line); before = below)
        out << before << shown(line) << '\n';
    for (const std::string& line : one.found.remedy)
        out << below << "  " << shown(line) << '\n';
}

// JSON is UTF-8, and a file may be called anything.
boost::json::string for_json(std::string_view text) {
    return is_utf8(text) ? boost::json::string(text) : boost::json::string(shown(text));
}

boost::json::value to_json(const diagnosis& one) {
    boost::json::array remedy;
    for (const std::string& line : one.found.remedy)
        remedy.push_back(for_json(line));
    return boost::json::object{{"check", one.check},
                               {"state", doctor::name_of(one.found.how)},
                               {"text", for_json(one.found.text)},
                               {"remedy", std::move(remedy)}};
}

}  // namespace

std::vector<diagnosis> examine(const doctor::visit& at) {
    std::vector<diagnosis> all;
    for (const doctor::check* each : doctor::checks()) {
        for (doctor::finding& found : each->look(at))
            all.push_back({each->name, std::move(found)});
    }
    return all;
}

void print_diagnoses(const std::vector<diagnosis>& all, std::ostream& out) {
    for (const diagnosis& each : all)
        print_one(each, out);
    out << '\n'
        << numbered(count(all, state::problem), "problem") << ", "
        << numbered(count(all, state::warning), "warning") << '\n';
}

void print_diagnoses_json(const std::vector<diagnosis>& all, std::ostream& out) {
    boost::json::array list;
    for (const diagnosis& each : all)
        list.push_back(to_json(each));
    out << boost::json::serialize(list) << '\n';
}

int examine_machine(const doctor_options& options, std::ostream& out) {
    log::init(log::level::error);
    const load_result loaded = load_config(options.config, all_catalogues());
    const doctor::local_machine here;
    const doctor::visit at(here, std::filesystem::absolute(options.config), loaded);
    const std::vector<diagnosis> all = examine(at);
    if (options.json) {
        print_diagnoses_json(all, out);
    } else {
        print_diagnoses(all, out);
    }
    out.flush();
    const int code = count(all, state::problem) == 0 ? 0 : exit_failure;
    if (here.is_haunted()) std::_Exit(code);
    return code;
}

}  // namespace weir
