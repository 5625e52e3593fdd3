#include "daemon/cli/doctor.hpp"

#include <gtest/gtest.h>
#include <sstream>

namespace weir {
namespace {

using doctor::state;

const std::vector<diagnosis> all{
    {"device", {state::ok, "port gps: /dev/ttyUSB0 is there"}},
    {"configuration", {state::problem, "weir.yaml:1:1: error: no\n   1 | x\n", {"sudoedit weir.yaml"}}},
    {"clock", {state::warning, "the clock is not set", {"# wait", "date"}}},
    {"uart", {state::skipped, "this is no Raspberry Pi"}},
    {"holder", {state::problem, "held by \x1b[2Jvi"}},
};

TEST(doctor_text, is_a_line_a_finding_and_its_remedy_below) {
    std::ostringstream out;
    print_diagnoses(all, out);
    EXPECT_EQ(out.str(),
              "ok  device        port gps: /dev/ttyUSB0 is there\n"
              "!!  configuration weir.yaml:1:1: error: no\n"
              "                     1 | x\n"
              "                    sudoedit weir.yaml\n"
              " !  clock         the clock is not set\n"
              "                    # wait\n"
              "                    date\n"
              "--  uart          this is no Raspberry Pi\n"
              "!!  holder        held by ?[2Jvi\n"
              "\n"
              "2 problems, 1 warning\n");
}

TEST(doctor_text, is_a_list_for_machines) {
    std::ostringstream out;
    print_diagnoses_json({all[2], all[3]}, out);
    EXPECT_EQ(
        out.str(),
        R"([{"check":"clock","state":"warning","text":"the clock is not set","remedy":["# wait","date"]},)"
        R"({"check":"uart","state":"skipped","text":"this is no Raspberry Pi","remedy":[]}])"
        "\n");
}

TEST(doctor_text, is_json_whatever_a_file_is_called) {
    std::ostringstream out;
    print_diagnoses_json({{"files", {state::problem, "\xff.yaml\nü", {"ls '\xff\x1b'"}}}}, out);
    EXPECT_EQ(out.str(), R"([{"check":"files","state":"problem","text":"?.yaml?ü","remedy":["ls '??'"]}])"
                         "\n");
}

}  // namespace
}  // namespace weir
