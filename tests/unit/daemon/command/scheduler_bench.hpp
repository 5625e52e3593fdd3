#pragma once

#include <algorithm>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

#include "daemon/command/scheduler.hpp"

namespace weir::test {

// A line that a test plays: remembers what is written, and whether a write is under way.
class played_line final : public line {
public:
    void write(const command_settings&, std::string bytes) override {
        EXPECT_FALSE(busy) << "a write beside a write: " << bytes;
        busy = true;
        written.push_back(std::move(bytes));
    }
    void abandon_write() override {
        EXPECT_TRUE(busy);
        abandoned = true;
    }
    bool free(monotonic_time, bool) const override { return true; }
    void hurry(monotonic_time) override {}
    void release(monotonic_time, monotonic_time) override {}

    bool busy = false;
    bool abandoned = false;
    std::vector<std::string> written;
};

// Commands on two lines, "one" and "two", and what became of their requests, as "ID STATE".
class scheduler_bench : public exchange::observer {
public:
    virtual ~scheduler_bench() = default;

    // Each command's name is what it writes; "OK NAME" is the device's answer.
    command_settings& add(const std::string& name, std::size_t on = 0) {
        command_settings made;
        made.name = name;
        made.port = on;
        made.write = name;
        made.expect = "^OK " + name + "$";
        made.reject = "^NO$";
        made.timeout = std::chrono::seconds(1);
        made.settle = std::chrono::milliseconds(100);
        made.max_age = std::chrono::seconds(10);
        commands.push_back(std::move(made));
        return commands.back();
    }
    void build() {
        jobs = std::make_unique<scheduler>(commands, limits, *this);
        for (const std::size_t i : {0U, 1U})
            jobs->at(jobs->add_exchange(i == 0 ? "one" : "two")).attach(lines[i]);
        for (std::size_t i = 0; i < commands.size(); ++i)
            jobs->assign(i, *commands[i].port);
        jobs->at(0).opened();
        jobs->at(1).opened();
    }

    // A request; gives why it was not taken, empty if it was.
    std::string ask(const std::string& name, const std::string& id, origin from = origin::client) {
        const auto found = std::ranges::find(commands, name, &command_settings::name);
        const auto index = static_cast<std::size_t>(found - commands.begin());
        if (const auto why = jobs->why_not(index, from, now)) return std::string(name_of(why->code));
        request asked;
        asked.id = id;
        asked.received = now;
        asked.start_by = now + found->max_age;
        asked.timeout = found->timeout;
        auto made = make_job(index, *found, std::move(asked), from, "device");
        made->key = ++last_key;
        jobs->admit(std::move(made), now);
        return "";
    }
    void write_done(std::size_t line) {
        lines[line].busy = false;
        if (job* runs = jobs->at(line).current())
            jobs->at(line).tell(*runs, command_event(command_event::written), now);
        jobs->advance(now);
    }
    bool says(std::size_t line, const std::string& frame) {
        const bool taken = jobs->at(line).offer(frame, now);
        jobs->advance(now);
        return taken;
    }
    // The device does what it was told last.
    void obey(std::size_t line) {
        const std::string what = lines[line].written.back();
        write_done(line);
        says(line, "OK " + what);
    }
    void lose(std::size_t line) {
        lines[line].busy = lines[line].abandoned = false;
        jobs->at(line).lost("gone", 0, now);
        jobs->advance(now);
    }
    void pass(duration time) {
        now += time;
        jobs->time(now);
    }
    std::string last() const { return news.empty() ? "" : news.back(); }

    void changed(const job& which) override { tell(which); }
    void ended(job& which) override { tell(which); }
    void settled(const job& which) override { audited.push_back(which.asked.id); }

    command_limits limits{4, 64, 8};
    std::vector<command_settings> commands;
    played_line lines[2];
    std::unique_ptr<scheduler> jobs;
    monotonic_time now{std::chrono::seconds(1000)};
    std::uint64_t last_key = 0;
    std::vector<std::string> news;
    std::vector<std::string> audited;

private:
    void tell(const job& which) {
        news.push_back(which.asked.id + " " + std::string(name_of(which.run.now().state)));
    }
};

}  // namespace weir::test
