#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <cstdint>
#include <memory>
#include <string>

#include "config/settings.hpp"
#include "daemon/clock.hpp"
#include "daemon/mqtt/outbox.hpp"
#include "drivers/framer.hpp"

namespace weir {

// Where a port's bad frames are kept for people to look at. Keeps what it can and counts the rest; never
// waits, never fails. Loop's thread alone.
class quarantine {
public:
    // `clock` must outlive the quarantine.
    quarantine(std::string port, sample_clock& clock) : port_(std::move(port)), clock_(clock) {}
    quarantine(const quarantine&) = delete;
    quarantine& operator=(const quarantine&) = delete;
    virtual ~quarantine() = default;

    void put(reject why, const frame& bad, monotonic_time now);

    // Records that were taken, and that were not or could not be written.
    std::uint64_t kept() const { return taken_ - lost(); }
    std::uint64_t dropped() const { return refused_ + lost(); }

protected:
    const std::string& port() const { return port_; }

private:
    // A record is one JSON object. False when there is no room for it.
    virtual bool take(std::string record, monotonic_time now) = 0;
    virtual std::uint64_t lost() const { return 0; }  // after they were taken

    const std::string port_;
    sample_clock& clock_;
    std::uint64_t taken_ = 0;
    std::uint64_t refused_ = 0;
};

// {"ts": when its first byte arrived, "port": ..., "reason": ..., "size": bytes that are known of it,
// "bytes": the first 1,024 of them in hexadecimal}; and "clock": "unsynced" where `ts` cannot be trusted.
std::string quarantine_record(const std::string& port, reject why, std::string_view bytes,
                              const sample_clock::stamp& arrived);

struct quarantine_surroundings {
    sample_clock& clock;
    outbox& out;
    boost::asio::any_io_executor loop;
};
// What `around` refers to must outlive it.
std::unique_ptr<quarantine> make_quarantine(const std::string& port, const quarantine_settings& settings,
                                            const quarantine_surroundings& around);

}  // namespace weir
