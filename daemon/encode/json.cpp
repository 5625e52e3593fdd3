#include "daemon/encode/format.hpp"

namespace weir {

namespace {

// {"ts":"2026-11-22T14:31:05.123Z","seq":1842,"quality":"good","temperature":23.4}
void encode_json(const sample& what, const sample_stamp& stamp, const publish_settings& to,
                 std::vector<outgoing>& out) {
    std::string payload;
    payload.reserve(72 + what.fields.size() * 32);
    payload += "{\"ts\":\"";
    payload += stamp.ts;
    payload += "\",\"seq\":";
    append_json(payload, static_cast<std::int64_t>(stamp.seq));
    payload += ",\"quality\":\"";
    payload += name_of(what.quality);
    payload += '"';
    if (stamp.unsynced) payload += ",\"clock\":\"unsynced\"";
    for (const field& each : what.fields) {
        payload += ',';
        append_json_text(payload, each.name);
        payload += ':';
        append_json(payload, each.data);
    }
    payload += '}';
    out.emplace_back(to.topic, std::move(payload), to.qos, to.retain, content::json);
}

}  // namespace

extern const message_format json_format;
const message_format json_format{
    {{"json", "One JSON object a sample: ts, seq, quality and the fields.", {.is = kind::group}}, false},
    encode_json};

}  // namespace weir
