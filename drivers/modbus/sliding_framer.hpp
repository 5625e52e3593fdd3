#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "drivers/framer.hpp"

namespace weir::modbus {

// A framer of frames that have no delimiter but whose first bytes tell their length. Where no frame begins,
// it slides by one byte until one does; each loss of step is one bad frame. How the stream is cut into
// chunks means nothing: USB adapters and bridges cut as they like. An unfinished frame is waited for until
// its length has come, so reset() before each request: then what a broken answer left behind does not take
// the next one's bytes.
class sliding_framer : public framer {
public:
    void feed(std::string_view bytes, monotonic_time arrived) final;
    result next() final;
    void reset() final;

protected:
    static constexpr std::size_t most_frame = 260;  // of TCP: header and PDU; RTU has 256

    explicit sliding_framer(reject on_loss) : on_loss_(on_loss) {}

    struct fit {
        enum outcome : std::uint8_t { no, more, yes } what = no;
        std::size_t size = 0;  // of the frame, when yes: at most what there is
    };
    // Whether a frame begins with `bytes`, which are not empty. With most_frame bytes it is not `more`.
    virtual fit measure(std::string_view bytes) const = 0;
    // What of a whole frame is handed on; may be a view of it.
    virtual std::string_view content(std::string_view frame) = 0;

private:
    void fill();
    void drop(std::size_t count);
    std::string_view kept() const { return {bytes_.data() + begin_, size_}; }

    const reject on_loss_;
    std::string_view fed_;
    monotonic_time fed_arrived_{};
    // What is not yet a frame, and when each byte of it arrived.
    std::array<char, 2 * most_frame> bytes_{};
    std::array<monotonic_time, 2 * most_frame> arrived_{};
    std::size_t begin_ = 0;
    std::size_t size_ = 0;
    bool in_step_ = true;
};

}  // namespace weir::modbus
