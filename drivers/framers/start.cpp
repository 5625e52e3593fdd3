#include <array>
#include <optional>
#include <string>
#include <utility>

#include "drivers/checksum.hpp"
#include "drivers/framer.hpp"
#include "drivers/framers/byte_text.hpp"

namespace weir {

extern const framer_kind start_framer;

namespace {

constexpr std::size_t longest_mark = 8;  // bytes

// What begins or ends a frame. One that is the escape and another byte is looked for as such a pair, all
// others among the bytes that are not escaped.
struct mark {
    std::string bytes;
    bool is_pair = false;  // [0] is the escape

    bool is(char escaped) const { return is_pair && escaped == bytes[1]; }
    bool ends(std::string_view content, std::size_t plain) const {
        return !is_pair && plain >= bytes.size() && content.ends_with(bytes);
    }
};

class enclosed final : public framer {
public:
    enclosed(mark start, mark end, std::optional<char> escape, std::size_t max)
        : start_(std::move(start)), end_(std::move(end)), escape_(escape), max_(max) {}

    void feed(std::string_view bytes, monotonic_time arrived) override {
        fed_ = bytes;
        fed_arrived_ = arrived;
    }

    result next() override {
        while (!fed_.empty()) {
            const char byte = fed_.front();
            fed_.remove_prefix(1);
            arrivals_[count_++ % longest_mark] = fed_arrived_;
            const result found = inside_ ? take_inside(byte) : take_outside(byte);
            if (found.what != more) return found;
        }
        return {};
    }

    void reset() override {
        fed_ = {};
        leave();
    }

private:
    // Looks for a start. More than the longest frame without one is a bad frame, once.
    result take_outside(char byte) {
        before_.push_back(byte);
        if (before_.size() > longest_mark) before_.erase(0, 1);
        if (before_.ends_with(start_.bytes)) {
            begin();
            return {};
        }
        if (content_.empty()) began_ = fed_arrived_;
        if (content_.size() > max_) return {};
        content_.push_back(byte);
        return content_.size() > max_ ? refuse(reject::out_of_step, max_) : result{};
    }

    result take_inside(char byte) {
        if (std::exchange(escaped_, false)) return take_escaped(byte);
        if (escape_ && byte == *escape_) {
            escaped_ = true;
            return {};
        }
        content_.push_back(byte);
        ++plain_;
        if (end_.ends(content_, plain_)) return finish(content_.size() - end_.bytes.size());
        if (start_.ends(content_, plain_)) return restart(content_.size() - start_.bytes.size());
        return look_at_size();
    }

    result take_escaped(char byte) {
        if (end_.is(byte)) return finish(content_.size());
        if (start_.is(byte)) return restart(content_.size());
        content_.push_back(byte);
        plain_ = 0;
        return look_at_size();
    }

    // One that is too long is counted at once, and only its end, or the next start, is looked for.
    result look_at_size() {
        if (skipping_) {
            if (content_.size() > 8 * longest_mark) content_.erase(0, content_.size() - longest_mark);
            return {};
        }
        if (content_.size() < max_ + longest_mark) return {};
        skipping_ = true;
        return refuse(reject::too_long, max_);
    }

    result finish(std::size_t size) {
        const bool known = skipping_;
        const bool fits = size <= max_;
        if (!known) done_.assign(content_, 0, std::min(size, max_));
        leave();
        if (known) return {};
        return {fits ? complete : bad, {done_, began_}, fits ? reject::none : reject::too_long};
    }

    // Another frame begins in the middle of this one.
    result restart(std::size_t size) {
        const bool known = skipping_ || size == 0;
        const result lost = known ? result{} : refuse(reject::incomplete, std::min(size, max_));
        begin();
        return lost;
    }

    result refuse(reject why, std::size_t size) {
        done_.assign(content_, 0, size);
        return {bad, {done_, began_}, why};
    }

    void begin() {
        leave();
        inside_ = true;
        began_ = arrivals_[(count_ - start_.bytes.size()) % longest_mark];
    }

    void leave() {
        inside_ = skipping_ = escaped_ = false;
        content_.clear();
        before_.clear();
        plain_ = 0;
    }

    const mark start_;
    const mark end_;
    const std::optional<char> escape_;
    const std::size_t max_;
    std::string_view fed_;
    monotonic_time fed_arrived_{};
    std::array<monotonic_time, longest_mark> arrivals_{};  // of the last bytes
    std::size_t count_ = 0;                                // of all bytes
    bool inside_ = false;
    bool skipping_ = false;  // the frame is too long, and that was said
    bool escaped_ = false;   // the last byte was the escape
    std::string before_;     // outside: the last bytes
    std::string content_;    // of the frame; outside: of what belongs to none
    std::size_t plain_ = 0;  // of content_, bytes since the last escaped one
    monotonic_time began_{};
    std::string done_;  // what the last result is a view of
};

constexpr std::array options{
    option{.name = "end",
           .form = eight_bytes,
           .help = "what ends a frame, 1 to 8 bytes, as a text or a list of numbers; removed",
           .required = true},
    option{.name = "escape",
           .form = single_byte,
           .help = "the byte behind it is content, whatever it is; removed"},
    option{.name = "max",
           .form = {.is = kind::size, .min = 16, .max = 64 * 1024},
           .preset = "4KiB",
           .help = "the longest frame, without start, end and escapes; a longer one is counted and skipped"},
    checksum_option,
};

std::string escape_in(const component_use& use) {
    return bytes_of(use.options["escape"]);
}

mark mark_of(const setting& written, const std::string& escape) {
    mark made{bytes_of(written)};
    made.is_pair =
        !escape.empty() && made.bytes.size() == 2 && made.bytes[0] == escape[0] && made.bytes[1] != escape[0];
    return made;
}

void check_mark(const setting& written, const std::string& name, const std::string& escape, problems& found) {
    check_bytes(written, name, found);
    if (escape.empty() || mark_of(written, escape).is_pair) return;
    if (bytes_of(written).find(escape) == std::string::npos) return;
    found.add(written.where, "'" + name + "' holds the escape",
              "it may be the escape and one other byte, or be without the escape");
}

void check(const component_use& use, problems& found) {
    const std::string escape = escape_in(use);
    const setting& end = use.options["end"];
    check_bytes(use.options["escape"], "escape", found);
    check_mark(use.argument, "start", escape, found);
    check_mark(end, "end", escape, found);
    if (bytes_of(use.argument) != bytes_of(end)) return;
    found.add(end.where, "'start' and 'end' are the same", "write line: {delimiter: ...}");
}

std::unique_ptr<framer> make(const component_use& use, problems&) {
    const std::string escape = escape_in(use);
    return std::make_unique<enclosed>(mark_of(use.argument, escape), mark_of(use.options["end"], escape),
                                      escape.empty() ? std::nullopt : std::optional(escape[0]),
                                      static_cast<std::size_t>(use.options["max"].integer()));
}

}  // namespace

constinit const framer_kind start_framer{
    {.name = "start",
     .help =
         "frames between this, 1 to 8 bytes as a text or a list of numbers, and `end`; both are removed, and "
         "what stands between two frames is skipped",
     .argument = eight_bytes,
     .options = options,
     .check = check},
    make};

}  // namespace weir
