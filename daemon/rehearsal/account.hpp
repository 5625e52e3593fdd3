#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <utility>
#include <vector>

#include "config/test_file.hpp"
#include "daemon/mqtt/message.hpp"
#include "daemon/rehearsal/difference.hpp"
#include "daemon/rehearsal/transcript.hpp"

namespace weir {

// How a message is not what a step expects; that it is on the step's topic is another matter.
std::vector<difference> differences(const test_steps::expect& wanted, const outgoing& message);

// What a test that failed tells people, in lines: what was expected, and what came instead. Of the latter
// only what no step has taken, and not all of it where it is much.
class account {
public:
    // Times are told from `began` on.
    explicit account(monotonic_time began) : began_(began) {}

    // Gives false, as the step does.
    bool say(std::string line);
    bool missing(const test_steps::expect& wanted, const transcript<outgoing>& heard);
    bool missing(const test_steps::device& wanted, const transcript<std::string>& heard);
    bool missing(const test_steps::outcome& wanted, const transcript<boost::json::object>& ended);
    bool unexpected(const outgoing& message, monotonic_time at);
    bool unexpected(const std::string& bytes, monotonic_time at, const std::string& port);

    const std::vector<std::string>& lines() const { return lines_; }

private:
    template <class What>
    using entries = std::vector<const typename transcript<What>::entry*>;
    template <class What, class Wanted>
    static entries<What> open(const transcript<What>& heard, const Wanted& wanted);
    template <class What, class Show>
    bool say_each(const entries<What>& all, const Show& show, const char* none);
    void say_differences(const std::vector<difference>& all);
    void say_topics(const transcript<outgoing>& heard);
    std::string when(monotonic_time at) const;

    monotonic_time began_;
    std::vector<std::string> lines_;
};

}  // namespace weir
