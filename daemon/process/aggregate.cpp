#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/process/stage.hpp"
#include "daemon/process/tally.hpp"

namespace weir {

namespace {

using namespace std::chrono_literals;

struct function {
    std::string_view name;
    bool numbers_alone;  // it says nothing of fields that are text or boolean
    value (*of)(const tally&);
};

constexpr std::array functions{
    function{"mean", true, [](const tally& of) { return of.mean(); }},
    function{"min", true, [](const tally& of) { return of.min(); }},
    function{"max", true, [](const tally& of) { return of.max(); }},
    function{"sum", true, [](const tally& of) { return of.sum(); }},
    function{"stddev", true, [](const tally& of) { return of.stddev(); }},
    function{"first", false, [](const tally& of) { return of.first(); }},
    function{"last", false, [](const tally& of) { return of.last(); }},
    function{"count", false, [](const tally& of) { return value(static_cast<std::int64_t>(of.count())); }},
};

const function& function_of(std::string_view name) {
    return *std::find_if(functions.begin(), functions.end(),
                         [&](const function& each) { return each.name == name; });
}

class aggregate final : public stage {
public:
    explicit aggregate(const setting& argument)
        : every_(argument["every"].duration()),
          grace_(argument["grace"].present() ? argument["grace"].duration() : duration::zero()) {
        for (const setting& each : argument["functions"].items())
            functions_.push_back(&function_of(each.text()));
    }

    outcome apply(sample& through, const moment& now) override {
        const wall_time begin = begin_of_window(now.wall - (now.at - through.arrived));
        if (closes(begin) <= now.wall) return held;  // too late
        window& into = window_from(begin);
        into.gathered.add(through);
        into.latest = std::max(into.latest, through.arrived);
        wait_for_first(now);
        return held;
    }

    bool keeps_time() const override { return true; }
    monotonic_time due() const override { return due_; }
    bool elapse(sample& made, const moment& now) override {
        window& first = open_.front();
        if (closes(first.begin) > now.wall) {  // the wall clock was set back
            wait_for_first(now);
            due_ = std::max(due_, now.at + 1ms);
            return false;
        }
        write(first.gathered, made);
        // When the wall clock was set forward, the end by its new time lies long before all that came.
        made.arrived = std::max(now.at - (now.wall - (first.begin + every_)) + slack, first.latest);
        first.gathered.clear();
        spare_.push_back(std::move(first));
        open_.erase(open_.begin());
        wait_for_first(now);
        return !made.fields.empty();
    }

private:
    struct window {
        wall_time begin{};
        monotonic_time latest = monotonic_time::min();  // the last arrival
        tallies gathered;
    };
    // What the mapping of the clocks may move until the sample gets its time stamp, which is cut to
    // milliseconds: it shall be the window's end, and not a millisecond before.
    static constexpr duration slack = 500us;

    wall_time begin_of_window(wall_time when) const {
        const duration since = when.time_since_epoch();
        const duration into = since % every_;
        return wall_time(since - (into < duration::zero() ? into + every_ : into));
    }
    wall_time closes(wall_time begin) const { return begin + every_ + grace_; }

    window& window_from(wall_time begin) {
        auto at =
            std::find_if(open_.begin(), open_.end(), [&](const window& each) { return each.begin >= begin; });
        if (at != open_.end() && at->begin == begin) return *at;
        window fresh;
        if (!spare_.empty()) {
            fresh = std::move(spare_.back());
            spare_.pop_back();
        }
        fresh.begin = begin;
        fresh.latest = monotonic_time::min();
        return *open_.insert(at, std::move(fresh));
    }

    void wait_for_first(const moment& now) {
        due_ = open_.empty() ? never : now.at + (closes(open_.front().begin) - now.wall);
    }

    void write(const tallies& gathered, sample& made) const {
        made.quality = gathered.quality();
        for (std::size_t i = 0; i < gathered.size(); ++i) {
            const auto [name, of] = gathered[i];
            const bool no_numbers = of.count() > 0 && !of.has_numbers();
            for (const function* each : functions_) {
                if (no_numbers && each->numbers_alone) continue;
                made.fields.add(name + '_' + std::string(each->name)) = each->of(of);
            }
        }
    }

    duration every_;
    duration grace_;
    std::vector<const function*> functions_;
    std::vector<window> open_;   // by their begin; as grace is at most `every`, a few
    std::vector<window> spare_;  // empty
    monotonic_time due_ = never;
};

void check_aggregate(const component_use& use, problems& found) {
    const setting& grace = use.argument["grace"];
    if (grace.present() && grace.duration() > use.argument["every"].duration())
        found.add(grace.where, "'grace' is longer than 'every'");
    const setting::list& wanted = use.argument["functions"].items();
    for (auto each = wanted.begin(); each != wanted.end(); ++each) {
        const auto same = [&](const setting& other) { return other.text() == each->text(); };
        if (std::any_of(wanted.begin(), each, same))
            found.add(each->where, "'" + each->text() + "' stands twice among 'functions'");
    }
}

std::unique_ptr<stage> make_aggregate(const component_use& use, problems&) {
    return std::make_unique<aggregate>(use.argument);
}

constexpr auto function_names = [] {
    std::array<std::string_view, functions.size()> names{};
    for (std::size_t i = 0; i < names.size(); ++i)
        names[i] = functions[i].name;
    return names;
}();
constexpr shape function_name{.is = kind::choice, .choices = function_names};
constexpr std::array members{
    option{"every",
           {.is = kind::duration, .min = 0.01, .max = 366 * 86'400.0},
           {},
           "How long a window is. Windows begin at whole multiples since 1970-01-01 00:00 UTC: 10s at :00, "
           ":10 and so on, 1h at the full hour, 1d at midnight UTC.",
           true},
    option{"functions",
           {.is = kind::list, .min = 1, .max = functions.size(), .item = &function_name},
           {},
           "What is told of each field, as FIELD_FUNCTION. Of text and booleans: `first`, `last` and `count` "
           "alone. Null does not count.",
           true},
    option{"grace",
           {.is = kind::duration, .min = 0},
           "0s",
           "So long after its end a window waits for samples that arrived in it and come late; at most "
           "`every`. What comes later still is held back."}};

}  // namespace

extern const stage_kind aggregate_stage;
const stage_kind aggregate_stage{
    {"aggregate",
     "Holds samples back and tells, at the end of each window of the wall clock, what came in it: "
     "`temperature` becomes `temperature_mean` and so on. A sample belongs to the window in which it "
     "arrived; the window's sample has the time of its end. A window without samples says nothing.",
     {.is = kind::group, .members = members},
     {},
     check_aggregate},
    make_aggregate};

}  // namespace weir
