#include "drivers/simulate/device.hpp"

namespace weir {

extern const simulated_kind simulated_echo;

namespace {

// Says nothing by itself, and gives back each line that is written to it.
class echo final : public simulated_device {
public:
    duration period() const override { return duration::zero(); }
    std::string lines(std::uint64_t) const override { return {}; }
    std::string answer(std::string_view written) override { return std::string(written); }
};

std::unique_ptr<simulated_device> make(std::chrono::sys_seconds) {
    return std::make_unique<echo>();
}

}  // namespace

constinit const simulated_kind simulated_echo{
    {.name = "echo",
     .help = "gives back each line that is written to it, for trying commands",
     .argument = {.is = kind::group}},
    make};

}  // namespace weir
