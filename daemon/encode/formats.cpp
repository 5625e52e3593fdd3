#include "daemon/encode/format.hpp"

namespace weir {

extern const message_format json_format;
extern const message_format value_format;

catalogue formats() {
    static constexpr const component* all[] = {&json_format, &value_format};
    return all;
}

void encode(const sample& what, const sample_stamp& stamp, const publish_settings& to,
            std::vector<outgoing>& out) {
    const std::size_t first = out.size();
    static_cast<const message_format*>(to.format.kind)->encode(what, stamp, to, out);
    for (std::size_t i = first; i < out.size(); ++i)
        out[i].linger = to.linger;
}

}  // namespace weir
