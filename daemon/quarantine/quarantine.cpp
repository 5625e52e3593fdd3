#include "daemon/quarantine/quarantine.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "daemon/quarantine/file.hpp"
#include "daemon/quarantine/topic.hpp"
#include "drivers/text.hpp"

namespace weir {

namespace {

constexpr std::size_t most_bytes = 1024;  // of a frame, in a record

}  // namespace

std::string quarantine_record(const std::string& port, reject why, std::string_view bytes,
                              const sample_clock::stamp& arrived) {
    boost::json::object record{{"ts", arrived.text},
                               {"port", port},
                               {"reason", name_of(why)},
                               {"size", bytes.size()},
                               {"bytes", to_hex(bytes.substr(0, most_bytes))}};
    if (arrived.unsynced) record["clock"] = "unsynced";
    return boost::json::serialize(record);
}

void quarantine::put(reject why, const frame& bad, monotonic_time now) {
    const bool taken = take(quarantine_record(port_, why, bad.bytes, clock_.at(bad.arrived, now)), now);
    ++(taken ? taken_ : refused_);
}

std::unique_ptr<quarantine> make_quarantine(const std::string& port, const quarantine_settings& settings,
                                            const quarantine_surroundings& around) {
    if (settings.file.empty())
        return std::make_unique<topic_quarantine>(port, settings.topic, around.clock, around.out);
    return std::make_unique<file_quarantine>(port, rotating_file(settings.file, settings.max), around.clock,
                                             around.loop);
}

}  // namespace weir
