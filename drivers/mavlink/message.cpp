#include "drivers/mavlink/message.hpp"

#include "drivers/mavlink/messages.hpp"

namespace weir::mavlink {

const message* find_message(std::uint32_t id) {
    const auto found =
        std::find_if(messages.begin(), messages.end(), [id](const message& each) { return each.id == id; });
    return found == messages.end() ? nullptr : &*found;
}

}  // namespace weir::mavlink
