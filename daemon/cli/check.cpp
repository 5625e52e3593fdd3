#include "daemon/cli/check.hpp"

#include <boost/json.hpp>
#include <ostream>

#include "config/load.hpp"
#include "daemon/catalogues.hpp"
#include "daemon/cli/cli.hpp"
#include "daemon/cli/explain.hpp"

namespace weir {

namespace {

void print_json(const std::vector<text_table>& tables, std::ostream& out) {
    boost::json::object all;
    for (const text_table& each : tables)
        all[each.name] = to_json(each);
    out << boost::json::serialize(all) << '\n';
}

void print_text(const std::vector<text_table>& tables, std::ostream& out) {
    for (const text_table& each : tables) {
        if (&each != &tables.front() && !each.rows.empty()) out << '\n';
        print(each, out);
    }
}

}  // namespace

int check_config(const check_options& options, std::ostream& out, std::ostream& errors) {
    const load_result loaded = load_config(options.config, all_catalogues());
    errors << loaded.errors << loaded.warnings;
    if (!loaded.settings || (options.strict && !loaded.warnings.empty())) return exit_config;
    if (options.json) {
        print_json(explain(*loaded.settings, loaded.hidden), out);
    } else if (options.explain) {
        print_text(explain(*loaded.settings, loaded.hidden), out);
    } else {
        out << options.config << ": ok\n";
    }
    return 0;
}

}  // namespace weir
