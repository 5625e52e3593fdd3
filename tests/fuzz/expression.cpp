#include "drivers/expression.hpp"

#include <array>
#include <string>
#include <vector>

#include "tests/fuzz/invariants.hpp"

using namespace weir;
using namespace weir::test;

namespace {

const std::array<value, 7> values{value{},
                                  true,
                                  std::int64_t{-3},
                                  2.5,
                                  std::string("good"),
                                  false,
                                  std::numeric_limits<std::int64_t>::min()};

// Whether it is worth the same both times, and never a number that is none.
void check_worth(expression& what, std::size_t shift) {
    std::vector<const value*> operands;
    for (std::size_t i = 0; i < what.names().size(); ++i) {
        const std::size_t which = (i + shift) % (values.size() + 1);
        operands.push_back(which == values.size() ? nullptr : &values.at(which));
    }
    const value* const first = what.evaluate(operands);
    if (first == nullptr) {
        require(what.failure().size() < 200 + expression::longest);
        require(what.evaluate(operands) == nullptr);
        return;
    }
    const value kept = *first;
    const value* const second = what.evaluate(operands);
    require(second != nullptr && *second == kept);
    if (const auto number = as_number(kept)) require(std::isfinite(*number));
}

}  // namespace

// An expression: any bytes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = text_of(data, size);
    expression_error why;
    auto made = expression::compile(text, why);
    require(made.has_value() == why.message.empty());
    if (!made) {
        require(why.at <= text.size() && why.message.size() < 300);
        return 0;
    }
    for (const std::string& name : made->names())
        require(!name.empty() && text.find(name) != std::string_view::npos);
    for (std::size_t shift = 0; shift <= values.size(); ++shift)
        check_worth(*made, shift);
    return 0;
}
