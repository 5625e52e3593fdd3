#include "config/sendable.hpp"

#include "config/wording.hpp"
#include "drivers/text.hpp"

namespace weir {

std::string why_unsendable(std::string_view text, std::string_view delimiter) {
    if (!is_text(text) || text.find('\t') != text.npos) return "it holds a control character";
    if (!delimiter.empty() && text.find(delimiter) != text.npos)
        return "it holds " + quote(delimiter) + ", which ends a frame of the port";
    return {};
}

}  // namespace weir
