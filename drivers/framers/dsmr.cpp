#include <array>
#include <string>
#include <utility>

#include "drivers/checksum.hpp"
#include "drivers/framer.hpp"
#include "drivers/text.hpp"

namespace weir {

extern const framer_kind dsmr_framer;

namespace {

// Telegrams of a smart meter's P1 port (DSMR P1 companion standard 5.0.2, section 6.2): from '/' to '!', then
// the CRC of all that, both ends included, as four hexadecimal digits. Neither '/' nor '!' stands inside of
// one. A frame is given from its '/' to its '!'.
class telegrams final : public framer {
public:
    telegrams(bool sealed, std::size_t max) : sealed_(sealed), max_(max) {}

    void feed(std::string_view bytes, monotonic_time arrived) override {
        fed_ = bytes;
        fed_arrived_ = arrived;
    }

    result next() override {
        while (!fed_.empty()) {
            const result found = step();
            if (found.what != more) return found;
        }
        return {};
    }

    void reset() override {
        fed_ = {};
        leave();
    }

private:
    enum state : std::uint8_t { outside, inside, sealing };

    result step() {
        if (fed_.front() == '/') return begin();
        if (state_ == sealing) return take_seal(fed_.front());
        if (state_ == inside) return take_content();
        return skip(take(fed_.find('/')));
    }

    result begin() {
        const bool lost = state_ != outside;
        const result before = lost ? refuse(reject::incomplete) : result{};
        leave();
        state_ = inside;
        began_ = fed_arrived_;
        kept_.append(take(1));
        return before;
    }

    // Up to the '!' and with it, or to the next '/'.
    result take_content() {
        const std::size_t mark = fed_.find_first_of("/!");
        const bool ends = mark != fed_.npos && fed_[mark] == '!';
        const bool fits = keep(take(ends ? mark + 1 : mark));
        if (fits && ends) state_ = sealing;
        return fits ? result{} : refuse(reject::too_long);
    }

    result take_seal(char c) {
        constexpr std::size_t digits = 4;
        const bool ends_bare = !sealed_ && sealing_ == 0 && (c == '\r' || c == '\n');
        if (ends_bare) return finish();
        const unsigned digit = hex_digit(c);
        if (digit > 15) return refuse(reject::bad_checksum);
        take(1);
        seal_ = seal_ << 4U | digit;
        if (++sealing_ < digits) return {};
        return seal_ == crc16_arc(kept_) ? finish() : refuse(reject::bad_checksum);
    }

    // What stands between two telegrams. More than the longest one is a bad frame, once.
    result skip(std::string_view part) {
        if (lost_) return {};
        if (kept_.empty()) began_ = fed_arrived_;
        return keep(part) ? result{} : refuse(reject::out_of_step);
    }

    // Whether there is room for all of it.
    bool keep(std::string_view part) {
        const std::size_t room = max_ - kept_.size();
        kept_.append(part.substr(0, room));
        return part.size() <= room;
    }

    std::string_view take(std::size_t count) {
        const std::string_view part = fed_.substr(0, count);
        fed_.remove_prefix(part.size());
        return part;
    }

    result finish() {
        done_.swap(kept_);
        leave();
        return {complete, {done_, began_}, reject::none};
    }

    // What follows is skipped in silence where it is the rest of what was refused.
    result refuse(reject why) {
        done_.swap(kept_);
        leave();
        lost_ = why == reject::too_long || why == reject::out_of_step;
        return {bad, {done_, began_}, why};
    }

    void leave() {
        state_ = outside;
        lost_ = false;
        kept_.clear();
        seal_ = 0;
        sealing_ = 0;
    }

    const bool sealed_;  // a telegram without a CRC is refused
    const std::size_t max_;
    std::string_view fed_;
    monotonic_time fed_arrived_{};
    state state_ = outside;
    bool lost_ = false;  // outside: a bad frame says so already
    std::string kept_;   // of the telegram; outside: of what belongs to none
    monotonic_time began_{};
    unsigned seal_ = 0;
    std::size_t sealing_ = 0;  // digits of seal_
    std::string done_;         // what the last result is a view of
};

constexpr std::array<std::string_view, 2> crc_names{"required", "optional"};

constexpr option members[] = {
    {.name = "crc",
     .form = {.is = kind::choice, .choices = crc_names},
     .preset = "required",
     .help = "`optional` takes telegrams that end without one, too: those of DSMR 2.2 and 3"},
    {.name = "max",
     .form = {.is = kind::size, .min = 64, .max = 64 * 1024},
     .preset = "4KiB",
     .help = "the longest telegram, from its `/` to its `!`; a longer one is counted and skipped"},
};

std::unique_ptr<framer> make(const component_use& use, problems&) {
    return std::make_unique<telegrams>(use.argument["crc"].text() == "required",
                                       static_cast<std::size_t>(use.argument["max"].integer()));
}

}  // namespace

constinit const framer_kind dsmr_framer{
    {.name = "dsmr",
     .help = "telegrams of a smart meter's P1 port (DSMR, ESMR), from `/` to `!`, with their CRC checked",
     .argument = {.is = kind::group, .members = members}},
    make};

}  // namespace weir
