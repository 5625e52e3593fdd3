#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "daemon/bus/inquiry.hpp"
#include "daemon/log_limiter.hpp"
#include "drivers/modbus/answer.hpp"
#include "drivers/modbus/plan.hpp"

namespace weir {

// `modbus`: the reads of one source that are due together; their answers make one sample. A read that the
// device refuses leaves its fields null and the sample bad.
class modbus_inquiry final : public inquiry {
public:
    // `reads`: of the plan for `settings`, at least one, all with the same `every`. `settings` must outlive
    // the inquiry. `first_transaction`: so that several inquiries begin apart.
    modbus_inquiry(source& reader, const modbus::read_settings& settings,
                   std::vector<modbus::planned_read> reads, std::uint16_t first_transaction);

    std::string device() const override;
    std::string request() override;
    reply take(const frame& in, monotonic_time now) override;
    void give_up() override;
    duration settle() const override;

private:
    const modbus::planned_read& current() const { return reads_[next_]; }
    void refused(modbus::exception_code why, monotonic_time now);

    const modbus::read_settings& settings_;
    const std::vector<modbus::planned_read> reads_;
    std::uint16_t transaction_;
    std::size_t next_ = 0;  // of reads_
    sample sample_;         // of the reads before it
    log_limiter log_;
};

}  // namespace weir
