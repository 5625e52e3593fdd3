#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tests/support/temp_folder.hpp"
#include "tests/support/wait_until.hpp"

namespace weir::test {

// A real terminal (tmux) with a shell in it; it does not outlive this object.
class terminal {
public:
    terminal(std::size_t width, std::size_t height);
    ~terminal();
    terminal(const terminal&) = delete;
    terminal& operator=(const terminal&) = delete;

    void enter(const std::string& command);  // and Enter
    void press(const std::string& key);      // as tmux calls it: q, C-c
    void resize(std::size_t width, std::size_t height);

    // What stands on the screen, from its top: a line that runs on in the next counts as one.
    std::vector<std::string> lines() const;
    // Whether it shows `text` before the deadline.
    bool shows(const std::string& text, std::chrono::milliseconds deadline = patience) const;
    // What tmux knows of it: cursor_flag, alternate_on.
    std::string state(const std::string& what) const;

private:
    std::string tmux(std::vector<std::string> arguments) const;

    temp_folder folder_;
};

}  // namespace weir::test
