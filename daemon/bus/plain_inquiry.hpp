#pragma once

#include <string>
#include <utility>

#include "daemon/bus/inquiry.hpp"

namespace weir {

// `poll`: the same bytes each time; the answer is the first frame that the source's decoder understands.
class plain_inquiry final : public inquiry {
public:
    plain_inquiry(source& reader, const poll_settings& settings)
        : inquiry(reader, settings.every, settings.timeout), bytes_(settings.write) {}

    std::string device() const override { return "the device of " + reader().settings().name; }
    std::string request() override { return bytes_; }
    reply take(const frame& in, monotonic_time now) override {
        return reader().take({in}, now) == reject::none ? reply::whole : reply::not_ours;
    }

private:
    std::string bytes_;
};

}  // namespace weir
