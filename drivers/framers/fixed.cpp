#include "drivers/framers/stepped.hpp"

namespace weir {

extern const framer_kind fixed_framer;

namespace {

class fixed final : public stepped {
public:
    fixed(std::size_t size, marks by) : stepped(std::move(by), size), size_(size) {}

private:
    need look(std::string_view) const override { return {size_}; }

    const std::size_t size_;
};

std::size_t size_in(const component_use& use) {
    return static_cast<std::size_t>(use.argument.integer());
}

void check(const component_use& use, problems& found) {
    check_step_keys(use, size_in(use), found);
}

std::unique_ptr<framer> make(const component_use& use, problems&) {
    return std::make_unique<fixed>(size_in(use), stepped::marks(use.options));
}

}  // namespace

constinit const framer_kind fixed_framer{
    {.name = "fixed",
     .help =
         "frames that all have this many bytes, sync and checksum among them; without either, only a pause "
         "tells where one begins",
     .argument = {.is = kind::integer, .unit = "bytes", .min = 1, .max = 4096},
     .options = step_keys,
     .check = check},
    make,
    true};

}  // namespace weir
