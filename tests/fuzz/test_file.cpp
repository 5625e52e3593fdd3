#include "config/test_file.hpp"

#include "config/load.hpp"
#include "drivers/checksum.hpp"
#include "drivers/decoder.hpp"
#include "drivers/framer.hpp"
#include "drivers/simulate/device.hpp"
#include "tests/fuzz/invariants.hpp"

using namespace weir;
using namespace weir::test;

// A file of tests: either tests, of which each step can be done, or errors.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const catalogues known{framers(),           decoders(),  {},        {},
                                  simulated_devices(), checksums(), encoders()};
    settings tested;
    tested.node.id = "n";
    tested.ports.resize(1);
    tested.ports[0].name = "a";
    tested.commands.resize(1);
    tested.commands[0].name = "c";
    const test_file_result made = parse_test_file(text_of(data, size), "f", tested, known);
    require(made.tests.has_value() == made.errors.empty());
    require(made.errors.empty() || made.errors.ends_with('\n'));
    if (!made.tests) return 0;
    require(!made.tests->tests.empty());
    for (const test_case& each : made.tests->tests) {
        require(!each.name.empty() && !each.steps.empty());
        for (const test_step& step : each.steps) {
            if (const auto* send = std::get_if<test_steps::send>(&step.does))
                require(send->port == "a" && !send->bytes.empty());
            if (const auto* call = std::get_if<test_steps::call>(&step.does))
                require(call->command == "c" || call->command.starts_with("sys-"));
        }
    }
    return 0;
}
