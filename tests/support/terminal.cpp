#include "tests/support/terminal.hpp"

#include <sstream>
#include <stdexcept>

#include "tests/support/process.hpp"

namespace weir::test {

terminal::terminal(std::size_t width, std::size_t height) {
    tmux({"new-session", "-d", "-s", "test", "-x", std::to_string(width), "-y", std::to_string(height),
          "exec env PS1='ready> ' bash --norc --noprofile"});
    tmux({"set-option", "-g", "status", "off"});
    resize(width, height);
    if (!shows("ready>")) throw std::runtime_error("no shell in the terminal");
}

terminal::~terminal() {
    try {
        tmux({"kill-server"});
    } catch (const std::exception&) {
        // It has gone already.
    }
}

void terminal::enter(const std::string& command) {
    tmux({"send-keys", "-t", "test", "-l", command});
    press("Enter");
}

void terminal::press(const std::string& key) {
    tmux({"send-keys", "-t", "test", key});
}

void terminal::resize(std::size_t width, std::size_t height) {
    tmux({"resize-window", "-t", "test", "-x", std::to_string(width), "-y", std::to_string(height)});
}

std::vector<std::string> terminal::lines() const {
    std::istringstream all(tmux({"capture-pane", "-p", "-J", "-t", "test"}));
    std::vector<std::string> lines;
    for (std::string line; std::getline(all, line);) {
        line.erase(line.find_last_not_of(' ') + 1);
        lines.push_back(line);
    }
    return lines;
}

bool terminal::shows(const std::string& text, std::chrono::milliseconds deadline) const {
    const auto has_it = [&] {
        for (const std::string& line : lines()) {
            if (line.find(text) != std::string::npos) return true;
        }
        return false;
    };
    return wait_until(has_it, deadline);
}

std::string terminal::state(const std::string& what) const {
    std::string text = tmux({"display-message", "-p", "-t", "test", "#{" + what + "}"});
    return text.substr(0, text.find('\n'));
}

std::string terminal::tmux(std::vector<std::string> arguments) const {
    const std::vector<std::string> head{"tmux", "-u", "-f", "/dev/null", "-S", folder_ / "socket"};
    arguments.insert(arguments.begin(), head.begin(), head.end());
    const process::environment environment{{"LC_ALL", "C.UTF-8"}, {"TMUX", ""}, {"TERM", "xterm"}};
    const finished done = run(std::move(arguments), environment);
    if (done.status != 0) throw std::runtime_error("tmux: " + done.err);
    return done.out;
}

}  // namespace weir::test
