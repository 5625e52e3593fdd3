#include "drivers/framers/unstuffed.hpp"

namespace weir {

unstuffed::unstuffed(char delimiter, std::size_t max, std::size_t most_stuffed, decoding decode)
    : parts_(std::string(1, delimiter), most_stuffed), max_(max), decode_(decode) {}

framer::result unstuffed::next() {
    result part = parts_.next();
    while (part.what == complete && part.frame.bytes.empty())
        part = parts_.next();
    if (part.what != complete) return part;
    content_.clear();
    if (!decode_(part.frame.bytes, content_)) return {bad, part.frame, reject::bad_encoding};
    if (content_.size() > max_) return {bad, part.frame, reject::too_long};
    return {complete, {content_, part.frame.arrived}, reject::none};
}

}  // namespace weir
