#include "tests/support/weir_daemon.hpp"

#include <csignal>

namespace weir::test {
namespace {

process::environment apart_from_systemd(const process::environment& extra) {
    process::environment all = extra;  // insert() below keeps what is there
    for (const char* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "JOURNAL_STREAM",
                             "RUNTIME_DIRECTORY", "STATE_DIRECTORY", "CREDENTIALS_DIRECTORY"}) {
        all.insert({name, ""});
    }
    return all;
}

}  // namespace

weir_daemon::weir_daemon(const std::string& configuration) : weir_daemon(configuration, options()) {}

weir_daemon::weir_daemon(const std::string& configuration, const options& how) {
    std::vector<std::string> command = how.launcher;
    for (const std::string& word :
         {std::string(WEIR_BINARY), std::string("run"), std::string("-c"),
          folder_.write("weir.yaml", configuration), std::string("--control"), control()}) {
        command.push_back(word);
    }
    std::filesystem::permissions(folder_.path(), std::filesystem::perms::all);
    child_ = std::make_unique<process>(command, apart_from_systemd(how.environment));
}

std::optional<int> weir_daemon::stop(std::chrono::milliseconds deadline) {
    child_->signal(SIGTERM);
    return child_->wait(deadline);
}

finished run_weir(std::vector<std::string> arguments, const process::environment& extra) {
    arguments.insert(arguments.begin(), WEIR_BINARY);
    return run(std::move(arguments), apart_from_systemd(extra));
}

}  // namespace weir::test
