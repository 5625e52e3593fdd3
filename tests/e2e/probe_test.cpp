#include <fmt/core.h>
#include <functional>
#include <thread>

#include "tests/e2e/scene.hpp"
#include "tests/support/decoding.hpp"
#include "tests/support/framing.hpp"
#include "tests/support/modbus_bytes.hpp"

namespace weir::test {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::string_view heartbeat = "fd 09 00 00 ef 01 02 000000 05000000 02 03 59 03 03 2e73";

using speech = std::function<std::string(int)>;

struct heard_case {
    std::string_view name;
    speech says;
    std::vector<std::string> options;
    std::string head;
    std::string source;
    std::string sample;
};

const heard_case cases[] = {
    {"nmea",
     [](int n) {
         return nmea(fmt::format("GPGLL,4916.{:02},N,12311.12,W,2254{:02},A", n % 60, n % 60)) + "\r\n";
     },
     {},
     "# 9600 Bd, nmea: sure (",
     "decode: nmea }",
     "\"lat\":49.26"},
    {"json",
     [](int n) { return fmt::format("{{\"t\":{}.5}}\n", n); },
     {"--baud", "115200"},
     "# 115200 Bd, json: sure (",
     "decode: json }",
     ".5}\n"},
    {"csv",
     [](int n) { return fmt::format("{}.5,ok,{}\n", n, 2 * n); },
     {"--baud", "9600,4800", "--seconds", "0.6"},
     "# 9600 Bd, csv: likely (",
     "decode: { csv: { columns: [c1, { name: c2, type: text }, c3] } } }",
     ",\"c2\":\"ok\",\"c3\":"},
    {"mavlink",
     [](int) { return bytes(heartbeat); },
     {},
     "# 9600 Bd, mavlink: sure (",
     "decode: mavlink }",
     "\"message\":\"HEARTBEAT\""},
    {"cobs",
     [](int n) { return cobs(with_crc16(bytes("\x11\x00\x22") + static_cast<char>(n))); },
     {},
     "# 9600 Bd, cobs with crc16-x25: sure (",
     "frame: { cobs: {}, checksum: crc16-x25 } }",
     "docs/binary.md"},
    {"bus",
     [](int n) { return rtu("01 03 0010 0001") + rtu(fmt::format("01 03 02 12{:02x}", n % 256)); },
     {},
     "# 9600 Bd, modbus-rtu: sure (",
     "frame: modbus-rtu }",
     "docs/modbus.md"},
};

class probe : public scene {
protected:
    // `weir probe` at a device that says this, a message every 20 ms, until the command ends.
    finished listen_to(pty& device, const speech& says, std::vector<std::string> more = {}) {
        more.insert(more.begin(), {WEIR_BINARY, "probe", device.path()});
        process running(std::move(more));
        for (int n = 0; running.running() && n < 2000; ++n) {
            device.write(says(n));
            std::this_thread::sleep_for(20ms);
        }
        const int status = running.wait().value_or(-1);
        return {status, running.out(), running.err()};
    }
    // That of the part of a configuration which was printed.
    finished check(const std::string& printed) const {
        return run_weir({"check", "-c", files.write("weir.yaml", configuration(printed))});
    }

    const temp_folder files;
};

TEST_F(probe, prints_a_configuration_of_what_it_hears) {
    for (const auto& [name, says, options, head, source, sample] : cases) {
        const finished ended = listen_to(plug(std::string(name)), says, options);
        EXPECT_EQ(ended.status, 0) << name << ended.err;
        EXPECT_THAT(ended.out, AllOf(StartsWith(head), HasSubstr(source), HasSubstr(sample))) << ended.err;
        const finished checked = check(ended.out);
        EXPECT_EQ(checked.status, 0) << ended.out << checked.err;
    }
}

TEST_F(probe, takes_a_port_of_the_configuration) {
    pty& device = plug("gps");
    const std::string file =
        files.write("weir.yaml", configuration("ports: { gps: { path: PTY/gps, baud: 4800 } }"));
    device.write(nmea("GPGLL,4916.45,N,12311.12,W,225444,A") + "\n" +
                 nmea("GPGLL,4916.45,N,12311.12,W,225445,A") + "\n" +
                 nmea("GPGLL,4916.45,N,12311.12,W,225446,A") + "\n");
    const finished ended = run_weir({"probe", "gps", "-c", file, "--baud", "38400"});
    EXPECT_EQ(ended.status, 0) << ended.err;
    EXPECT_THAT(ended.out, HasSubstr("  gps: { path: " + device.path() + ", baud: 38400 }\n"));
    EXPECT_THAT(ended.out, HasSubstr("  gps: { port: gps, decode: nmea }\n"));
}

TEST_F(probe, prints_json_for_machines) {
    const speech says = [](int n) { return fmt::format("{{\"t\":{}}}\n", n); };
    const finished ended = listen_to(plug("arduino"), says, {"--json"});
    EXPECT_EQ(ended.status, 0) << ended.err;
    const auto rates = json_of(ended.out).at("rates").as_array();
    ASSERT_EQ(rates.size(), 1U);
    EXPECT_EQ(rates[0].at("baud"), 9600);
    const auto& best = rates[0].at("guesses").at(0);
    EXPECT_EQ(best.at("decode"), "json");
    EXPECT_EQ(best.at("certainty"), "sure");
    EXPECT_EQ(best.at("samples").as_array().size(), 3U);
}

TEST_F(probe, says_that_nothing_was_heard_and_what_to_do) {
    const finished ended =
        run_weir({"probe", plug("mute").path(), "--baud", "9600,4800", "--seconds", "0.2"});
    EXPECT_EQ(ended.status, 1);
    EXPECT_EQ(ended.out, "");
    EXPECT_THAT(ended.err,
                AllOf(HasSubstr("9600 Bd: nothing was heard"), HasSubstr("4800 Bd: nothing was heard"),
                      HasSubstr("TX and RX"), HasSubstr("`poll`")));
}

TEST_F(probe, says_why_it_cannot_be) {
    plug("arduino");
    const std::string rest = "ports: { arduino: { path: PTY/arduino }, gps: { simulate: gps } }\n";
    start(rest);
    await_state("arduino", "open");
    const std::string file = files.write("weir.yaml", configuration(rest));
    const struct {
        std::vector<std::string> arguments;
        int code;
        std::string_view error;
    } table[] = {
        {{device_path("arduino")}, 1, "another process has opened it"},
        {{"arduino", "-c", file}, 1, "stop it first"},
        {{"gps", "-c", file}, 2, "is no device"},
        {{"nano", "-c", file}, 2, "has no port 'nano'"},
        {{"arduino", "-c", files / "absent.yaml"}, 78, "absent.yaml"},
        {{"/dev/weir-absent"}, 1, "there is no such device"},
        {{"/dev/null"}, 1, "no serial device"},
        {{"tcp:127.0.0.1:1"}, 1, "nobody listens there"},
        {{"tcp:127.0.0.1:1", "--baud", "9600"}, 2, "the converter"},
        {{"./ttyS0", "--baud", "12"}, 2, "--baud"},
        {{"./ttyS0", "--seconds", "0"}, 2, "--seconds"},
        {{}, 2, "port"},
    };
    for (const auto& [arguments, code, error] : table) {
        std::vector<std::string> all{"probe"};
        all.insert(all.end(), arguments.begin(), arguments.end());
        const finished ended = run_weir(all);
        EXPECT_EQ(ended.status, code) << ended.err;
        EXPECT_THAT(ended.err, HasSubstr(std::string(error)));
    }
}

}  // namespace
}  // namespace weir::test
