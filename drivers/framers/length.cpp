#include "drivers/framers/stepped.hpp"

namespace weir {

extern const framer_kind length_framer;

namespace {

// Where a frame says how long it is.
struct length_field {
    explicit length_field(const setting& from)
        : offset(static_cast<std::size_t>(from["offset"].integer())),
          size(static_cast<std::size_t>(from["size"].text().front() - '0')),
          little_endian(from["order"].text() == "little"),
          adjust(from["adjust"].integer()) {}

    std::size_t end() const { return offset + size; }
    // `frame` has it. What it says of the whole frame's bytes.
    std::int64_t read(std::string_view frame) const {
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < size; ++i) {
            const char byte = frame[little_endian ? end() - 1 - i : offset + i];
            value = value << 8U | static_cast<unsigned char>(byte);
        }
        return value + adjust;
    }

    std::size_t offset;
    std::size_t size;
    bool little_endian;
    std::int64_t adjust;
};

class by_length final : public stepped {
public:
    by_length(length_field field, std::size_t max, marks by)
        : stepped(std::move(by), max), field_(field), max_(max) {}

private:
    need look(std::string_view begun) const override {
        if (begun.size() < field_.end()) return {field_.end()};
        const std::int64_t whole = field_.read(begun);
        if (whole < static_cast<std::int64_t>(field_.end())) return {0, reject::bad_encoding};
        if (whole > static_cast<std::int64_t>(max_)) return {0, reject::too_long};
        return {static_cast<std::size_t>(whole)};
    }

    const length_field field_;
    const std::size_t max_;
};

constexpr std::array<std::string_view, 3> size_names{"1", "2", "4"};
constexpr std::array<std::string_view, 2> order_names{"little", "big"};

constexpr option members[] = {
    {.name = "offset",
     .form = {.is = kind::integer, .unit = "bytes", .min = 0, .max = 255},
     .preset = "0",
     .help = "how many bytes of the frame come before the field that says its length"},
    {.name = "size",
     .form = {.is = kind::choice, .choices = size_names},
     .preset = "1",
     .help = "how many bytes the field has"},
    {.name = "order",
     .form = {.is = kind::choice, .choices = order_names},
     .preset = "big",
     .help = "which byte of the field comes first: `little`, the least; `big`, the greatest"},
    {.name = "adjust",
     .form = {.is = kind::integer, .unit = "bytes", .min = -65536, .max = 65536},
     .preset = "0",
     .help = "what to add to the field's value for the bytes of the whole frame, from its first to its last: "
             "with sync, with the field itself and with the checksum"},
    {.name = "max",
     .form = {.is = kind::size, .min = 16, .max = 8 * 1024},
     .preset = "1KiB",
     .help = "the longest whole frame; a field that says more is no frame's"},
};

std::size_t max_in(const component_use& use) {
    return static_cast<std::size_t>(use.argument["max"].integer());
}

void check(const component_use& use, problems& found) {
    check_step_keys(use, max_in(use), found);
    if (length_field(use.argument).end() <= max_in(use)) return;
    const setting& offset = use.argument["offset"];
    found.add(offset.where, "the field at 'offset' lies behind the longest frame",
              "'max' says how long that is");
}

std::unique_ptr<framer> make(const component_use& use, problems&) {
    return std::make_unique<by_length>(length_field(use.argument), max_in(use), stepped::marks(use.options));
}

}  // namespace

constinit const framer_kind length_framer{
    {.name = "length",
     .help =
         "frames that say in a field near their beginning how long they are: the whole frame has the field's "
         "value plus `adjust` bytes",
     .argument = {.is = kind::group, .members = members},
     .options = step_keys,
     .check = check},
    make,
    true};

}  // namespace weir
