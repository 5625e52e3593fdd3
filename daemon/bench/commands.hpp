#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "daemon/async/nursery.hpp"
#include "daemon/bench/parts.hpp"
#include "daemon/command/commander.hpp"
#include "daemon/command/topic_line.hpp"
#include "daemon/mqtt/session.hpp"
#include "daemon/task.hpp"

namespace weir {

// The commander with its lines to devices behind topics. Loop's thread alone.
class commands_at_work {
public:
    struct surroundings {
        session& mqtt;
        commander::surroundings of_commander;
    };
    // The bus of a port, by its name; it has commands.
    using bus_finder = std::function<bus&(const std::string& port)>;
    using name_filter = std::function<bool(const std::string& command)>;

    // What `around` refers to and the buses must outlive it.
    commands_at_work(shared_settings configured, surroundings around, const bus_finder& buses);
    // Takes the place of `before`, as the commander has it.
    commands_at_work(shared_settings configured, surroundings around, const bus_finder& buses,
                     commands_at_work& before, const name_filter& kept);
    ~commands_at_work();
    commands_at_work(const commands_at_work&) = delete;
    commands_at_work& operator=(const commands_at_work&) = delete;

    commander& desk() { return commander_; }
    const commander& desk() const { return commander_; }
    // The broker has come, or gone.
    void connection(bool up);

    // Starts its coroutines, once; `in` joins them before this goes.
    void start(nursery& in, task& parent);
    const std::vector<nursery::child_id>& running() const { return running_; }

private:
    void serve_ports(const bus_finder& buses);
    void serve_topics();
    topic_line::publisher publisher();

    shared_settings settings_;
    surroundings around_;
    commander commander_;
    std::vector<std::unique_ptr<topic_line>> topic_lines_;
    std::vector<subscriptions::interest_id> interests_;
    std::vector<nursery::child_id> running_;
};

}  // namespace weir
