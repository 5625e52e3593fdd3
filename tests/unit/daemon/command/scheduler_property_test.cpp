#include <map>
#include <random>

#include "tests/unit/daemon/command/scheduler_bench.hpp"

namespace weir {
namespace {

using namespace std::chrono_literals;

// Random requests, devices and losses on two lines; what must hold whatever happens is looked at after each
// step.
class random_life : public test::scheduler_bench {
public:
    explicit random_life(unsigned seed) : random_(seed) {}

    void live() {
        prepare();
        for (int i = 0; i < 150; ++i) {
            step();
            look();
        }
        end();
    }

private:
    int pick(int below) { return std::uniform_int_distribution<>(0, below - 1)(random_); }

    void prepare() {
        limits = {static_cast<std::size_t>(1 + pick(2)), 5, 3};
        command_settings& a = add("A", 0);
        a.retries = static_cast<std::uint32_t>(pick(2));
        command_settings& b = add("B", 1);
        b.cancel = cancel_settings{"X", pick(2) == 0 ? "" : "^STOPPED$", 300ms};
        b.on_busy = busy_policy::supersede;
        b.preempt = pick(2) == 0;
        command_settings& c = add("C", 1);
        c.expect.clear();
        c.reject.clear();
        c.rate = rate_settings{2, 1s};
        add("STOP", 0).emergency = true;
        command_settings& d = add("D", 0);
        d.interlock = {1};
        commands[1].interlock = {4};
        d.on_busy = busy_policy::reject;
        build();
    }

    void step() {
        now += std::chrono::milliseconds(pick(120));
        const auto line = static_cast<std::size_t>(pick(2));
        switch (pick(9)) {
            case 0:
            case 1:
            case 2:
                ask_for_any();
                break;
            case 3:
            case 4:
                if (lines[line].busy && !lines[line].abandoned) write_done(line);
                break;
            case 5:
                if (!lines[line].written.empty()) says(line, "OK " + lines[line].written.back());
                break;
            case 6:
                says(line, pick(2) == 0 ? "NO" : "STOPPED");
                break;
            case 7:
                jobs->cancel([&](const job&) { return pick(3) == 0; },
                             command_event(command_event::cancel, "c"), now);
                break;
            default:
                if (pick(4) == 0 || lines[line].abandoned) break_line(line);
        }
        jobs->time(now);
    }

    void ask_for_any() {
        static const std::vector<std::string> names{"A", "B", "C", "STOP", "D"};
        const std::string id = std::to_string(++asked_);
        if (!jobs->line_of(static_cast<std::size_t>(0)).up() || !jobs->at(1).up()) return;
        if (ask(names[static_cast<std::size_t>(pick(5))], id).empty()) open_[id] = true;
    }

    void break_line(std::size_t line) {
        lose(line);
        jobs->at(line).opened();
        jobs->advance(now);
    }

    void ended(job& which) override {
        scheduler_bench::ended(which);
        EXPECT_EQ(open_.erase(which.asked.id), 1U) << "a second end of " << which.asked.id;
    }

    void look() {
        std::size_t slots = 0;
        std::map<std::string, int> running;
        for (const std::size_t i : {0U, 1U}) {
            const job* runs = jobs->at(i).current();
            if (runs == nullptr) continue;
            ++running[runs->settings.name];
            if (!runs->settings.emergency) ++slots;
        }
        EXPECT_EQ(jobs->free_slots() + slots, limits.running);
        EXPECT_LE(running["B"] + running["D"], 1);
        EXPECT_EQ(jobs->open(), open_.size());
        EXPECT_GT(jobs->deadline(now), now);
        for (const std::size_t i : {0U, 1U})
            EXPECT_TRUE(jobs->at(i).idle() || jobs->at(i).up());
    }

    // Left to itself, everything ends.
    void end() {
        for (int i = 0; i < 400 && jobs->open() > 0; ++i) {
            for (const std::size_t line : {0U, 1U}) {
                if (lines[line].abandoned) break_line(line);
                if (lines[line].busy) write_done(line);
            }
            now = std::max(now, std::min(jobs->deadline(now), now + 1s));
            jobs->time(now);
        }
        EXPECT_TRUE(open_.empty());
        EXPECT_EQ(jobs->free_slots(), limits.running);
        pass(1s);
        EXPECT_EQ(audited.size(), static_cast<std::size_t>(last_key));
    }

    std::mt19937 random_;
    int asked_ = 0;
    std::map<std::string, bool> open_;
};

TEST(SchedulerProperty, LosesNoRequestNoSlotAndNoLine) {
    for (unsigned seed = 0; seed < 2'000; ++seed) {
        random_life(seed).live();
        if (::testing::Test::HasFailure()) FAIL() << "seed " << seed;
    }
}

}  // namespace
}  // namespace weir
