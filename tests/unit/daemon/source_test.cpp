#include "tests/support/source_bench.hpp"

namespace weir {
namespace {

using namespace std::chrono_literals;

constexpr const char* bench_yaml = R"(
version: 1
node: { id: n }
clock: trust
mqtt: { url: mqtt://h }
sources:
  s: { topic: in/s, decode: json, stale_after: 100ms, process: [ { heartbeat: 10ms } ] }
)";

// A source whose stage says something by itself, and an outbox with room.
class timed_source_test : public test::source_bench {
protected:
    timed_source_test() : source_bench(bench_yaml, 10'000) { reader.input_up(monotonic_clock::now()); }
    ~timed_source_test() override { end(running); }

    void says(std::string_view json) {
        const monotonic_time now = monotonic_clock::now();
        EXPECT_EQ(reader.take({{json, now}, false}, now), reject::none);
    }

    test::spawned running{context, reader.run(root)};
};

TEST_F(timed_source_test, SaysWhatIsDueThoughNothingComes) {
    says(R"({"t":1})");
    ASSERT_TRUE(until([&] { return out.size() >= 3; }));
    EXPECT_NE(out.pop().payload.find(R"("seq":1,"quality":"good","t":1})"), std::string::npos);
    EXPECT_NE(out.pop().payload.find(R"("seq":2,"quality":"good","t":1})"), std::string::npos);
    EXPECT_EQ(reader.counters().decoded, 1U);
}

TEST_F(timed_source_test, BecomesStaleThoughAStageSpeaks) {
    says(R"({"t":1})");
    const auto sampled = reader.sampled_at();
    ASSERT_TRUE(until([&] { return announced["r/s/availability"] == "offline"; }));
    const std::size_t before = out.size();
    ASSERT_TRUE(until([&] { return out.size() > before + 2; }));
    EXPECT_EQ(announced["r/s/availability"], "offline");
    EXPECT_EQ(reader.sampled_at(), sampled);
    says(R"({"t":2})");
    EXPECT_EQ(announced["r/s/availability"], "online");
}

TEST_F(timed_source_test, SleepsUntilSomethingIsDue) {
    says(R"({"t":1})");
    std::size_t turns = 0;
    ASSERT_TRUE(until([&] { return ++turns > 0 && out.size() >= 5; }));
    EXPECT_LT(turns, 100U) << "of the loop, for five beats";
}

}  // namespace
}  // namespace weir
