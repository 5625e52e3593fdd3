#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/process.hpp"
#include "tests/support/temp_folder.hpp"

namespace weir::test {

// `weir run` with a configuration of its own and a control socket.
class weir_daemon {
public:
    struct options {
        process::environment environment;   // beside the defaults: no systemd, no journal
        std::vector<std::string> launcher;  // in front of the binary: {"setpriv", "--reuid=65534", ...}
    };

    explicit weir_daemon(const std::string& configuration);
    weir_daemon(const std::string& configuration, const options& how);

    process& child() { return *child_; }
    std::string log() const { return child_->err(); }
    // Its configuration from now on; it reads that when it is told to reload.
    void configure(const std::string& configuration) { folder_.write("weir.yaml", configuration); }
    std::string control() const { return folder_ / "control.sock"; }

    // SIGTERM, then its exit code (as of process::wait).
    std::optional<int> stop(std::chrono::milliseconds deadline = std::chrono::seconds(30));

private:
    temp_folder folder_;
    std::unique_ptr<process> child_;
};

// Any command of the binary, to its end.
finished run_weir(std::vector<std::string> arguments, const process::environment& extra = {});

}  // namespace weir::test
