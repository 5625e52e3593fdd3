#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/control/stream.hpp"
#include "daemon/tap/tap_point.hpp"

namespace weir {

class tap;

// What one who looks wants to see; what is not said is not asked for.
struct tap_filter {
    std::string name{};    // of a port or a source
    std::string port{};    // this port
    std::string source{};  // this source
    tap_steps steps = tap_steps::usual();

    bool fits(const tap_point& at) const;
};

// One who looks, until it is destroyed. Lines wait up to a bound; those that do not fit are dropped, and how
// many these were is told behind those that waited: {"dropped":7}.
class tap_watch final : public control_stream {
public:
    // `of` must outlive it. `most`: bytes that wait.
    tap_watch(tap& of, tap_filter filter, std::size_t most);
    ~tap_watch() override;

    bool wants(const tap_point& at, tap_step step) const {
        return filter_.steps.has(step) && filter_.fits(at);
    }
    // False: what comes now is dropped, and needs not be written at all.
    bool has_room() const { return dropped_ == 0 && waiting_.size() < most_; }
    void put(std::string_view line);  // with its end
    void drop();

    const tap_filter& filter() const { return filter_; }
    std::string take() override;

private:
    tap& of_;
    const tap_filter filter_;
    const std::size_t most_;
    std::string waiting_;
    std::uint64_t dropped_ = 0;  // since the last take()
};

}  // namespace weir
