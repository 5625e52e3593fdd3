#include "daemon/live_values.hpp"

#include <gtest/gtest.h>

namespace weir {
namespace {

class live_values_test : public ::testing::Test {
protected:
    live_values_test() {
        climate.name = "climate";
        other.name = "other";
        live.on_change = [this](const std::string& source) { changes += source + ' '; };
    }
    void hear(const source_settings& from, std::initializer_list<std::pair<const char*, value>> fields,
              quality how = quality::good) {
        sample said;
        said.quality = how;
        for (const auto& [name, data] : fields)
            said.set(name, data);
        live.heard(from, said, {});
    }
    value at(std::size_t number) {
        const value* known = live.at(number);
        return known == nullptr ? value() : *known;
    }

    source_settings climate;
    source_settings other;
    live_values live;
    std::string changes;
    const std::size_t t = live.keep({"climate", "t"});
    const std::size_t dew = live.keep({"climate", "dew_point"});
    const std::size_t how = live.keep({"climate", "quality"});
};

TEST_F(live_values_test, keeps_the_last_value_of_what_is_asked_for) {
    EXPECT_EQ(at(t), value()) << "before anything was heard";
    hear(climate, {{"t", 20.5}, {"dew-point", 9.5}, {"more", 1.0}});
    EXPECT_EQ(at(t), value(20.5));
    EXPECT_EQ(at(dew), value(9.5));
    EXPECT_EQ(at(how), value(std::string("good")));
    hear(other, {{"t", 7.0}});
    EXPECT_EQ(at(t), value(20.5));
    hear(climate, {{"t", 21.0}}, quality::bad);
    EXPECT_EQ(at(t), value(21.0));
    EXPECT_EQ(at(dew), value(9.5)) << "a sample without it";
    EXPECT_EQ(at(how), value(std::string("bad")));
    hear(climate, {{"t", value()}});
    EXPECT_EQ(live.at(t), nullptr);
    EXPECT_EQ(changes, "climate other climate climate ");
}

TEST_F(live_values_test, knows_nothing_of_what_is_stale_or_silent) {
    hear(climate, {{"t", 20.5}, {"dew-point", 9.5}});
    hear(climate, {{"t", 21.5}}, quality::stale);
    EXPECT_EQ(live.at(t), nullptr);
    EXPECT_EQ(live.at(dew), nullptr);
    EXPECT_EQ(live.at(how), nullptr);
    hear(climate, {{"t", 20.5}});
    live.available(other, false);
    EXPECT_EQ(at(t), value(20.5));
    changes.clear();
    live.available(climate, false);
    EXPECT_EQ(live.at(t), nullptr);
    EXPECT_EQ(changes, "climate ");
}

TEST_F(live_values_test, keeps_each_field_once) {
    EXPECT_EQ(live.keep({"climate", "t"}), t);
    EXPECT_NE(live.keep({"other", "t"}), t);
    EXPECT_TRUE(live.keeps_any_of("climate"));
    EXPECT_FALSE(live.keeps_any_of("third"));
}

}  // namespace
}  // namespace weir
