#include "daemon/bus/modbus_inquiry.hpp"

#include <utility>

#include "daemon/log.hpp"

namespace weir {

modbus_inquiry::modbus_inquiry(source& reader, const modbus::read_settings& settings,
                               std::vector<modbus::planned_read> reads, std::uint16_t first_transaction)
    : inquiry(reader, reads.front().every, settings.timeout),
      settings_(settings),
      reads_(std::move(reads)),
      transaction_(first_transaction) {}

std::string modbus_inquiry::device() const {
    return "unit " + std::to_string(settings_.unit);
}

std::string modbus_inquiry::request() {
    return modbus::on_the_wire(settings_.over, ++transaction_, current().request);
}

inquiry::reply modbus_inquiry::take(const frame& in, monotonic_time now) {
    const modbus::answer said = modbus::understand(settings_.over, transaction_, current().request, in.bytes);
    if (said.what == modbus::answer::not_ours) return reply::not_ours;
    if (next_ == 0) {
        sample_.clear();
        sample_.arrived = in.arrived;
    }
    if (said.what == modbus::answer::good) {
        modbus::take(settings_, current(), said.data, sample_);
    } else {
        refused(said.code, now);
    }
    if (++next_ < reads_.size()) return reply::part;
    next_ = 0;
    reader().take(sample_, now);
    return reply::whole;
}

void modbus_inquiry::give_up() {
    next_ = 0;
}

// With TCP the answers say what they answer.
duration modbus_inquiry::settle() const {
    return settings_.over == modbus::transport::tcp ? duration::zero() : inquiry::settle();
}

void modbus_inquiry::refused(modbus::exception_code why, monotonic_time now) {
    sample_.quality = quality::bad;
    for (const std::size_t each : current().registers)
        sample_.slot(settings_.registers[each].name) = std::monostate();
    const std::string_view name = modbus::name_of(why);
    if (const auto more = log_.allow(name, now)) {
        log::warning("source {}: {} refuses to read {} from {} on: {} ({} more like it were not logged)",
                     reader().settings().name, device(), current().request.count, current().request.address,
                     name, *more);
    }
}

}  // namespace weir
