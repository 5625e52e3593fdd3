#include "tests/e2e/scene.hpp"

namespace weir::test {
namespace {

class processing : public scene {};

TEST_F(processing, a_heartbeat_goes_out_without_input) {
    pty& device = plug("arduino");
    start(R"(
ports: { arduino: { path: PTY/arduino } }
sources:
  climate:
    port: arduino
    decode: { csv: { columns: [t] } }
    process: [ { heartbeat: 100ms } ]
)");
    await("climate/availability", "online");
    device.write("21.5\n");
    await_count("climate/state", 3);
    EXPECT_EQ(json_of(payloads("climate/state").at(2)).at("t").as_double(), 21.5);
    EXPECT_EQ(json_of(payloads("climate/state").at(2)).at("seq").as_int64(), 3);
}

}  // namespace
}  // namespace weir::test
