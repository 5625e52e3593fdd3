#include "daemon/bus/make_inquiries.hpp"

#include <cstdint>
#include <utility>

#include "daemon/bus/modbus_inquiry.hpp"
#include "daemon/bus/plain_inquiry.hpp"

namespace weir {

namespace {

// The reads that are due together are one inquiry. Of Modbus TCP the transactions of several inquiries begin
// apart, so that a late answer to the one is hardly taken for an answer to the other.
void make_modbus_inquiries(source& reader, const modbus::read_settings& settings,
                           std::vector<std::unique_ptr<inquiry>>& all) {
    std::vector<std::vector<modbus::planned_read>> together;
    for (modbus::planned_read& each : modbus::plan(settings)) {
        if (together.empty() || together.back().front().every != each.every) together.emplace_back();
        together.back().push_back(std::move(each));
    }
    for (auto& reads : together) {
        const auto transaction = static_cast<std::uint16_t>(all.size() << 8U);
        all.push_back(std::make_unique<modbus_inquiry>(reader, settings, std::move(reads), transaction));
    }
}

}  // namespace

void make_inquiries(source& reader, std::vector<std::unique_ptr<inquiry>>& all) {
    const source_settings& settings = reader.settings();
    if (settings.poll) all.push_back(std::make_unique<plain_inquiry>(reader, *settings.poll));
    if (settings.modbus) make_modbus_inquiries(reader, *settings.modbus, all);
}

}  // namespace weir
