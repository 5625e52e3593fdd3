#include "tests/support/process.hpp"

#include <array>
#include <csignal>
#include <fcntl.h>
#include <stdexcept>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

#include "tests/support/wait_until.hpp"

namespace weir::test {
namespace {

[[noreturn]] void fail(const std::string& what) {
    throw std::system_error(errno, std::generic_category(), what);
}

int memory_file(const char* name) {
    const int fd = memfd_create(name, MFD_CLOEXEC);
    if (fd < 0) fail("memfd_create");
    return fd;
}

std::string content_of(int fd) {
    std::string all;
    std::array<char, 65536> some{};
    ssize_t size = 0;
    while ((size = pread(fd, some.data(), some.size(), static_cast<off_t>(all.size()))) > 0) {
        all.append(some.data(), static_cast<std::size_t>(size));
    }
    return all;
}

std::vector<std::string> environment_with(const process::environment& extra) {
    std::vector<std::string> all;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string text = *entry;
        if (!extra.contains(text.substr(0, text.find('=')))) all.push_back(text);
    }
    for (const auto& [name, value] : extra) {
        if (!value.empty()) all.push_back(name + "=" + value);
    }
    return all;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    for (auto& text : texts)
        pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

// Between fork and exec: async-signal-safe calls only, since other threads may hold locks.
[[noreturn]] void become(char** arguments, char** variables, int out, int err, pid_t parent) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    // A test run in the background inherits signals that are ignored.
    for (const int number : {SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGTERM})
        ::signal(number, SIG_DFL);
    const int input = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (getppid() == parent && dup2(input, 0) == 0 && dup2(out, 1) == 1 && dup2(err, 2) == 2) {
        execvpe(arguments[0], arguments, variables);
    }
    _exit(127);
}

}  // namespace

process::process(std::vector<std::string> command, const environment& extra)
    : out_(memory_file("stdout")), err_(memory_file("stderr")) {
    auto variables = environment_with(extra);
    const auto argument_pointers = pointers_to(command);
    const auto variable_pointers = pointers_to(variables);
    const pid_t parent = getpid();
    pid_ = fork();
    if (pid_ < 0) fail("fork");
    if (pid_ == 0) {
        become(const_cast<char**>(argument_pointers.data()), const_cast<char**>(variable_pointers.data()),
               out_, err_, parent);
    }
}

process::~process() {
    signal(SIGKILL);
    if (!status_) waitpid(pid_, nullptr, 0);
    close(out_);
    close(err_);
}

bool process::reap() {
    if (status_) return true;
    int status = 0;
    if (waitpid(pid_, &status, WNOHANG) != pid_) return false;
    status_ = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    return true;
}

bool process::running() {
    return !reap();
}

void process::signal(int number) const {
    if (!status_) kill(pid_, number);
}

std::optional<int> process::wait(std::chrono::milliseconds deadline) {
    wait_until([this] { return reap(); }, deadline);
    return status_;
}

std::string process::out() const {
    return content_of(out_);
}

std::string process::err() const {
    return content_of(err_);
}

finished run(std::vector<std::string> command, const process::environment& extra,
             std::chrono::milliseconds deadline) {
    const std::string name = command.at(0);
    process child(std::move(command), extra);
    const auto status = child.wait(deadline);
    if (!status) throw std::runtime_error(name + " did not end:\n" + child.err());
    return {*status, child.out(), child.err()};
}

}  // namespace weir::test
