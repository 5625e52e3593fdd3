#include "daemon/vitals.hpp"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <chrono>
#include <cmath>
#include <fstream>
#include <sys/resource.h>
#include <unistd.h>

#include "daemon/encode/json_value.hpp"
#include "daemon/version.hpp"

namespace weir {

namespace {

namespace json = boost::json;

std::string host_name() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

// Only the reasons that have occurred.
json::object bad_frames(const std::array<std::uint64_t, reject_count>& counts) {
    json::object bad;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (counts.at(i) > 0) bad[name_of(static_cast<reject>(i))] = counts.at(i);
    }
    return bad;
}

json::object about(const poll_counters& polls) {
    return {{"asked", polls.asked},
            {"answered", polls.answered},
            {"timeouts", polls.timeouts},
            {"skipped", polls.skipped}};
}

json::value seconds(duration time) {
    return std::round(std::chrono::duration<double>(time).count() * 1000) / 1000;
}

json::object about(const source_at_work& each, monotonic_time now) {
    const pipeline_counters& counted = each.source->counters();
    const auto sampled = each.source->sampled_at();
    json::object all{{"available", each.source->available()},
                     {"last_sample_s", sampled ? seconds(now - *sampled) : nullptr},
                     {"decoded", counted.decoded},
                     {"made", counted.made},
                     {"filtered", counted.filtered},
                     {"failed", counted.failed},
                     {"published", counted.published},
                     {"bad", bad_frames(counted.bad)},
                     {"dropped", each.source->dropped() + (each.topic ? each.topic->dropped() : 0) +
                                     (each.join ? each.join->dropped() : 0)}};
    if (each.join) all["unmatched"] = each.join->unmatched();
    if (const auto topics = each.source->topics()) {
        all["topics"] = *topics;
        all["topics_forgotten"] = counted.topics_forgotten;
    }
    if (each.source->settings().asks()) all["polls"] = about(each.source->polls());
    return all;
}

json::object about(const port& each) {
    const port_counters& counted = each.counters();
    json::object all{{"state", name_of(each.state())},
                     {"opens", counted.opens},
                     {"bytes", counted.bytes},
                     {"frames", counted.frames},
                     {"bad", bad_frames(counted.bad)}};
    if (const quarantine* bad = each.bad_frames())
        all["quarantine"] = {{"kept", bad->kept()}, {"dropped", bad->dropped()}};
    return all;
}

json::object about(const commander& commands) {
    const commander::counters counted = commands.count();
    json::object all{{"open", counted.open},
                     {"waiting", counted.waiting},
                     {"doubles", counted.doubles},
                     {"retained", counted.retained},
                     {"late_answers", counted.late_answers},
                     {"latched", json::array(counted.latched.begin(), counted.latched.end())}};
    for (std::size_t i = static_cast<std::size_t>(command_state::succeeded); i < counted.ended.size(); ++i)
        all[name_of(static_cast<command_state>(i))] = counted.ended.at(i);
    return all;
}

json::value milliseconds(duration time) {
    return std::round(std::chrono::duration<double, std::milli>(time).count() * 100) / 100;
}

json::object about(const link_probe::counters& probe) {
    return {{"round_trip_ms", probe.round_trip ? milliseconds(*probe.round_trip) : nullptr},
            {"longest_ms", milliseconds(probe.longest)},
            {"missed", probe.missed}};
}

json::object about(const session& mqtt) {
    const session::counters counted = mqtt.count();
    const auto& published = counted.sent.published;
    return {{"connected", mqtt.connected()},
            {"published", published[0] + published[1] + published[2]},
            {"refused", counted.sent.refused},
            {"unacknowledged", counted.sent.unacknowledged},
            {"received", counted.received.received},
            {"dropped_incoming", counted.received.dropped_incoming},
            {"connects", counted.connects},
            {"probe", about(counted.probe)},
            {"outbox", counted.waiting},
            {"dropped", counted.dropped},
            {"dropped_answers", counted.dropped_answers}};
}

// Of the process: time on the processor, and memory that is resident.
json::object about_process() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    const auto cpu = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    std::uint64_t size = 0;
    std::uint64_t resident = 0;  // pages
    std::ifstream("/proc/self/statm") >> size >> resident;
    return {{"cpu_s", cpu(used.ru_utime) + cpu(used.ru_stime)},
            {"memory_bytes", resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE))}};
}

std::uint64_t restarts_below(const task& node) {
    std::uint64_t all = node.restarts();
    for (const task* child : node.children())
        all += restarts_below(*child);
    return all;
}

}  // namespace

std::string info_payload(const settings& configured, wall_time started) {
    json::array sources;
    for (const source_settings& each : configured.sources)
        sources.emplace_back(each.name);
    json::array commands;
    for (const command_settings& each : configured.commands)
        commands.emplace_back(each.name);
    const json::object info{{"version", version},
                            {"protocol", configured.mqtt.v5 ? "5" : "3.1.1"},
                            {"started", timestamp_text(started)},
                            {"host", host_name()},
                            {"name", configured.node.name},
                            {"sources", std::move(sources)},
                            {"commands", std::move(commands)}};
    return to_text(info);
}

json::object stats_of(const daemon_at_work& all) {
    json::object of_sources;
    for (const source_at_work& each : all.sources)
        of_sources[each.source->settings().name] = about(each, all.now);
    json::object of_ports;
    for (const port_at_work& each : all.ports)
        of_ports[each.port->settings().name] = about(*each.port);
    using std::chrono::duration_cast;
    return {{"node", all.node},
            {"uptime_s", duration_cast<std::chrono::seconds>(all.now - all.started).count()},
            {"sources", std::move(of_sources)},
            {"ports", std::move(of_ports)},
            {"commands", about(all.commands)},
            {"mqtt", about(all.mqtt)},
            {"restarts", restarts_below(all.root)},
            {"reloads", all.reloads.done},
            {"reloads_failed", all.reloads.failed},
            {"loop",
             {{"stalls", all.stalls.stalls()},
              {"longest_ms", duration_cast<std::chrono::milliseconds>(all.stalls.longest()).count()}}},
            {"process", about_process()}};
}

std::string status_line(const std::vector<source_at_work>& sources, const std::vector<port_at_work>& ports,
                        const session& mqtt) {
    const auto open = std::count_if(ports.begin(), ports.end(), [](const port_at_work& each) {
        return each.port->state() == port_state::open || each.port->state() == port_state::silent;
    });
    const auto available = std::count_if(sources.begin(), sources.end(),
                                         [](const source_at_work& each) { return each.source->available(); });
    return std::string("broker ") + (mqtt.connected() ? "connected" : "away") + ", " + std::to_string(open) +
           " of " + std::to_string(ports.size()) + " ports open, " + std::to_string(available) + " of " +
           std::to_string(sources.size()) + " sources available";
}

}  // namespace weir
