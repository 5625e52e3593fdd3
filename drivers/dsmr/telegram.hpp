#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "drivers/reject.hpp"

// Telegrams of smart meters (DSMR P1 companion standard 5.0.2 and before, after IEC 62056-21 mode D). Pure;
// any bytes are allowed as input.
namespace weir::dsmr {

// "1-0:1.8.1(000671.578*kWh)": an OBIS code and what stands in parentheses behind it. Views of the telegram.
struct object {
    std::string_view code;
    std::array<std::string_view, 32> groups;
    std::size_t count = 0;  // of groups, at least 1
};

// Takes a telegram apart. It must outlive the reader.
class reader {
public:
    static constexpr std::size_t max_objects = 128;

    // `telegram` from its '/' to its '!'; a line end behind it is allowed.
    reject open(std::string_view telegram);
    // What stands behind the '/'. Of an open() telegram.
    std::string_view identification() const { return identification_; }
    // False at the end, and when the telegram is refused: then there is a reason().
    bool next(object& out);
    reject reason() const { return reason_; }

private:
    bool fail(reject reason) {
        reason_ = reason;
        return false;
    }
    bool take_group(object& out);

    std::string_view identification_;
    std::string_view rest_;
    std::size_t objects_ = 0;
    reject reason_ = reject::none;
};

}  // namespace weir::dsmr
