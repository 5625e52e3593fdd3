#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/command/line.hpp"

namespace weir::test {

// One who commands on a line, played by a test: writes down what the line tells.
class line_log final : public line_user {
public:
    std::vector<std::string> told;  // "opened", "lost WHY after N", "written", "refused WHY"
    std::vector<std::string> offered;
    std::set<std::string, std::less<>> answers;  // the frames that it takes
    bool awaits = false;
    std::function<void()> on_opened;
    std::function<void()> on_line_free;
    int free_told = 0;

    void opened(monotonic_time) override {
        told.emplace_back("opened");
        if (on_opened) on_opened();
    }
    void lost(const std::string& why, std::size_t written, monotonic_time) override {
        told.push_back("lost " + why + " after " + std::to_string(written));
    }
    void written(monotonic_time) override { told.emplace_back("written"); }
    void refused(const std::string& why, monotonic_time) override { told.push_back("refused " + why); }
    bool offer(const frame& in, monotonic_time) override {
        offered.emplace_back(in.bytes);
        return answers.contains(in.bytes);
    }
    bool awaits_answer() const override { return awaits; }
    void line_free(monotonic_time) override {
        ++free_told;
        if (on_line_free) on_line_free();
    }
};

}  // namespace weir::test
