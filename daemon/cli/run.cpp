#include "daemon/cli/run.hpp"

#include <cstdlib>
#include <ostream>
#include <unistd.h>
#include <utility>

#include "config/load.hpp"
#include "daemon/application.hpp"
#include "daemon/catalogues.hpp"
#include "daemon/cli/cli.hpp"
#include "daemon/control/client.hpp"
#include "daemon/log.hpp"

namespace weir {

namespace {

// The service manager's, when nothing is said; it may list several.
std::string state_folder(const std::string& given) {
    const char* const managed = std::getenv("STATE_DIRECTORY");
    if (!given.empty() || managed == nullptr) return given;
    const std::string all = managed;
    return all.substr(0, all.find(':'));
}

// As they are for who reads `errors`; the journal is to know that they are errors (journalctl -p err).
void tell(const std::string& bad_configuration, std::ostream& errors) {
    if (log::is_journal(STDERR_FILENO, std::getenv("JOURNAL_STREAM"))) {
        log::error("{}", bad_configuration);
    } else {
        errors << bad_configuration;
    }
}

}  // namespace

int run_daemon(const run_options& options, std::ostream& errors) {
    load_result loaded = load_config(options.config, all_catalogues());
    if (!loaded.settings) {
        tell(loaded.errors, errors);
        return exit_config;
    }
    log::init(log::level_of(loaded.settings->log_level).value_or(log::level::info));
    if (!loaded.warnings.empty()) log::warning("{}", loaded.warnings);
    // Without --control there is a control socket only where a service manager gave us a folder for it.
    const bool has_folder = std::getenv("RUNTIME_DIRECTORY") != nullptr;
    const std::string control =
        options.control.empty() && has_folder ? default_control_path() : options.control;
    application daemon(std::move(*loaded.settings), {control, state_folder(options.state)});
    daemon.run();
    return 0;
}

}  // namespace weir
