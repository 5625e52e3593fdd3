#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace weir::test {

// A child process with what it wrote. It does not outlive this object, nor the thread that started it.
class process {
public:
    using environment = std::map<std::string, std::string>;  // an empty value removes the variable

    // Starts `command` (looked up in PATH) with our environment, changed by `extra`, and no input.
    // A command that cannot be executed ends with 127.
    explicit process(std::vector<std::string> command, const environment& extra = {});
    ~process();  // SIGKILL when it still runs, then reaps it
    process(const process&) = delete;
    process& operator=(const process&) = delete;

    pid_t pid() const { return pid_; }
    bool running();
    void signal(int number) const;  // nothing when it was reaped

    // The exit code, or minus the signal that ended it; nothing when it still runs at the deadline.
    std::optional<int> wait(std::chrono::milliseconds deadline = std::chrono::seconds(30));

    // Everything written so far.
    std::string out() const;
    std::string err() const;

private:
    bool reap();

    pid_t pid_ = -1;
    int out_ = -1;
    int err_ = -1;
    std::optional<int> status_;
};

// What a command that ends by itself gave.
struct finished {
    int status = 0;  // as of process::wait()
    std::string out;
    std::string err;
};

// Throws std::runtime_error when it does not end within the deadline.
finished run(std::vector<std::string> command, const process::environment& extra = {},
             std::chrono::milliseconds deadline = std::chrono::seconds(60));

}  // namespace weir::test
