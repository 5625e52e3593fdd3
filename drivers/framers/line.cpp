#include <string>
#include <utility>

#include "drivers/framer.hpp"

namespace weir {

extern const framer_kind line_framer;

namespace {

// A frame that lies whole in the fed bytes is a view of them; an unfinished one is kept.
class line final : public framer {
public:
    // An empty delimiter stands for LF or CRLF; then empty lines are no frames.
    line(std::string delimiter, std::size_t max)
        : lines_(delimiter.empty()),
          delimiter_(lines_ ? "\n" : std::move(delimiter)),
          max_(max),
          limit_(max + (lines_ ? 2 : delimiter_.size())) {}

    void feed(std::string_view bytes, monotonic_time arrived) override {
        fed_ = bytes;
        fed_arrived_ = arrived;
    }

    result next() override {
        while (!fed_.empty()) {
            const result found = kept_.empty() && !skipping_ ? take_whole() : take_rest();
            const bool empty_line = lines_ && found.what == complete && found.frame.bytes.empty();
            if (found.what != more && !empty_line) return found;
        }
        return {};
    }

    void reset() override {
        fed_ = {};
        reset_kept();
    }

private:
    // The frame begins with the first fed byte.
    result take_whole() {
        const std::size_t end = fed_.find(delimiter_);
        kept_arrived_ = fed_arrived_;
        if (end == fed_.npos) return take(std::exchange(fed_, {}));
        const std::string_view content = fed_.substr(0, end);
        fed_.remove_prefix(end + delimiter_.size());
        return finish(content);
    }

    // The frame began earlier. Its delimiter can only end where the delimiter's last byte is.
    result take_rest() {
        const std::size_t last = fed_.find(delimiter_.back());
        const std::string_view part = fed_.substr(0, last == fed_.npos ? last : last + 1);
        fed_.remove_prefix(part.size());
        return take(part);
    }

    result take(std::string_view part) {
        const bool was_skipping = skipping_;
        keep(part);
        const bool ended = kept_.ends_with(delimiter_);
        if (ended && !skipping_) {
            done_.swap(kept_);
            kept_.clear();
            return finish(std::string_view(done_).substr(0, done_.size() - delimiter_.size()));
        }
        const bool overflowed = skipping_ && !was_skipping;
        if (ended) reset_kept();
        return overflowed ? too_long() : result{};
    }

    // Of a frame that is too long only what may belong to its delimiter is kept.
    void keep(std::string_view part) {
        skipping_ = skipping_ || kept_.size() + part.size() > limit_;
        const std::size_t size = delimiter_.size();
        if (skipping_ && part.size() > size) part.remove_prefix(part.size() - size);
        if (skipping_ && kept_.size() > size) kept_.erase(0, kept_.size() - size);
        kept_.append(part);
    }

    result finish(std::string_view content) const {
        if (lines_ && content.ends_with('\r')) content.remove_suffix(1);
        if (content.size() > max_) return too_long();
        return {complete, {content, kept_arrived_}, reject::none};
    }

    static result too_long() { return {bad, {}, reject::too_long}; }

    void reset_kept() {
        kept_.clear();
        skipping_ = false;
    }

    const bool lines_;
    const std::string delimiter_;
    const std::size_t max_;    // bytes of a frame
    const std::size_t limit_;  // bytes of a frame with its delimiter
    std::string_view fed_;
    monotonic_time fed_arrived_{};
    std::string kept_;               // an unfinished frame
    monotonic_time kept_arrived_{};  // of the first byte of the frame that is being taken
    std::string done_;               // what the last frame may be a view of
    bool skipping_ = false;          // to the next delimiter
};

constexpr option members[] = {
    {.name = "delimiter",
     .form = {.is = kind::text, .min = 1, .max = 8},
     .help = "what ends a frame, 1 to 8 bytes; LF or CRLF when not given, and then empty lines are skipped"},
    {.name = "max",
     .form = {.is = kind::size, .min = 16, .max = 64 * 1024},
     .preset = "4KiB",
     .help = "the longest frame, without its delimiter; a longer one is counted and skipped"},
};

std::unique_ptr<framer> make(const component_use& use, problems&) {
    const setting& delimiter = use.argument["delimiter"];
    return std::make_unique<line>(delimiter.present() ? delimiter.text() : std::string(),
                                  static_cast<std::size_t>(use.argument["max"].integer()));
}

}  // namespace

constinit const framer_kind line_framer{{.name = "line",
                                         .help = "text lines, or frames with any other delimiter",
                                         .argument = {.is = kind::group, .members = members}},
                                        make};

}  // namespace weir
