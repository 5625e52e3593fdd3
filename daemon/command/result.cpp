#include "daemon/command/result.hpp"

#include <utility>

#include "config/command_words.hpp"

namespace weir {

std::string_view name_of(command_state state) {
    return command_state_words.at(static_cast<std::size_t>(state));
}

std::string_view name_of(command_code code) {
    return command_code_words.at(static_cast<std::size_t>(code));
}

std::string_view name_of(command_effect effect) {
    return command_effect_words.at(static_cast<std::size_t>(effect));
}

verdict rejection(command_code code, std::string message) {
    return {command_state::rejected, code, command_effect::none, std::move(message), nullptr};
}

}  // namespace weir
