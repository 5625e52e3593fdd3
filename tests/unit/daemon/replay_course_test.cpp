#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

#include "daemon/replay/course.hpp"
#include "tests/support/recording.hpp"
#include "tests/support/source_bench.hpp"

namespace weir::test {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Each step of a recording of the port `p`: when it is due, and what comes of it.
std::vector<std::string> steps_of(const std::string& bytes) {
    const settings all = settings_of(R"(
version: 1
node: { id: n }
mqtt: { url: mqtt://h }
ports: { p: { path: /a, baud: 9600, frame: { idle: 20ms } } }
sources: { s: { port: p, decode: text, publish: { format: value } } }
)");
    std::istringstream in(bytes);
    recording_reader reader(in);
    replay_engine engine(all, 0, recorded_at);
    replay_course course(reader, engine);
    std::vector<std::string> steps;
    std::vector<outgoing> out;
    while (const auto due = course.due()) {
        out.clear();
        course.step(out);
        std::string step =
            std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(*due).count());
        for (const outgoing& each : out)
            step += ' ' + each.payload;
        steps.push_back(step);
    }
    out.clear();
    course.step(out);
    EXPECT_THAT(out, IsEmpty()) << "behind the end";
    return steps;
}

TEST(replay_course, does_what_is_due_between_the_records_in_its_time) {
    EXPECT_THAT(steps_of(recording_of("p", {{record_kind::opened, 0s, {}},
                                            {record_kind::received, 100ms, "on"},
                                            {record_kind::received, 110ms, "e"},
                                            {record_kind::received, 200ms, "two"}})),
                ElementsAre("0", "100", "110", "130 one", "200", "220 two"));
}

TEST(replay_course, ends_where_the_recording_is_cut_off) {
    const std::string whole =
        recording_of("p", {{record_kind::received, 100ms, "one"}, {record_kind::received, 200ms, "two"}});
    EXPECT_THAT(steps_of(whole.substr(0, whole.size() - 1)), ElementsAre("100", "120 one"));
    EXPECT_THAT(steps_of(recording_of("p", {})), IsEmpty());
}

}  // namespace
}  // namespace weir::test
