#include "daemon/cli/reload.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <optional>
#include <ostream>

#include "daemon/cli/cli.hpp"
#include "daemon/control/client.hpp"

namespace weir {

namespace {

// How the reload has ended, as the daemon says it (reload_requests); commands may take their time.
boost::json::value ask_to_reload(const std::string& path) {
    control_connection daemon(path.empty() ? default_control_path() : path);
    daemon.ask(boost::json::object{{"do", "reload"}});
    for (;;) {
        const std::optional<std::string> line =
            daemon.next_line(monotonic_clock::now() + std::chrono::minutes(1));
        if (line) return boost::json::parse(*line);
    }
}

}  // namespace

int reload_daemon(const std::string& path, std::ostream& out, std::ostream& errors) {
    try {
        const boost::json::value how = ask_to_reload(path);
        const std::string_view text = how.at("text").as_string();
        if (how.at("done").as_bool()) {
            errors << std::string_view(how.at("warnings").as_string());
            out << text << '\n';
            return 0;
        }
        errors << text << (text.ends_with('\n') ? "" : "\n");
        return how.at("bad_file").as_bool() ? exit_config : exit_failure;
    } catch (const std::exception& error) {
        errors << "weir: " << error.what() << '\n';
        return exit_failure;
    }
}

}  // namespace weir
