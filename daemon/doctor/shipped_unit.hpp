#pragma once

#include <string_view>

namespace weir::doctor {

// systemd/weir.service, as this program was built with it.
extern const std::string_view shipped_unit;

}  // namespace weir::doctor
