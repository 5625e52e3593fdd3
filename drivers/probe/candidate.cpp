#include "drivers/probe/candidate.hpp"

#include <algorithm>
#include <array>

#include "drivers/checksum.hpp"
#include "drivers/decoder.hpp"
#include "drivers/framer.hpp"
#include "drivers/probe/uses.hpp"
#include "drivers/text.hpp"

namespace weir::probing {

namespace {

using namespace std::chrono_literals;

constexpr proof by_checksum{.weight = 1, .checked = true, .doubt = 0.33, .sure_from = 3, .likely_from = 1};
constexpr proof by_short_checksum{.weight = 0.95, .checked = true, .sure_from = 6, .likely_from = 3};
constexpr proof by_grammar{.weight = 0.9, .sure_from = 5, .likely_from = 2};
constexpr proof by_form{.weight = 0.7, .likely_from = 5};
constexpr proof by_loose_form{.weight = 0.55, .likely_from = 8};
constexpr proof by_letters{.weight = 0.3, .likely_from = 10};
constexpr proof by_pauses{.weight = 0.1};

constexpr std::int64_t longest = 4096;  // bytes; what framers have when not told

setting bounded() {
    return of_group({{"max", of_integer(longest)}});
}

component_use line_use(line_end by) {
    if (by == line_end::feed) return use_of(framers(), "line", bounded());
    return use_of(framers(), "line", of_group({{"delimiter", of_text("\r")}, {"max", of_integer(longest)}}));
}

candidate on_lines(line_end by, std::string_view language, std::string decode, setting argument,
                   const proof& how) {
    candidate made;
    made.language = language;
    made.frame = by == line_end::feed ? "" : R"({ delimiter: "\r" })";
    made.decode = std::move(decode);
    made.noun = "lines";
    made.framer = line_use(by);
    made.decoder = use_of(decoders(), language, std::move(argument));
    made.proof = how;
    return made;
}

// --- What makes a frame one of its language
// ----------------------------------------------------------------------------------

bool is_sealed_sentence(std::string_view frame, const sample&) {
    return frame.size() > 4 && (frame[0] == '$' || frame[0] == '!') && frame[frame.size() - 3] == '*';
}

bool is_document(std::string_view frame, const sample& made) {
    const std::string_view text = without_blanks(frame);
    return made.fields.size() > 0 && (text.starts_with('{') || text.starts_with('['));
}

bool has_names(std::string_view, const sample& made) {
    return std::all_of(made.fields.begin(), made.fields.end(), [](const field& each) {
        const char first = each.name.front();
        const bool letter = (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z') || first == '_';
        return letter && is_field_name(each.name);
    });
}

// More letters, digits and blanks than anything else: noise has few of them.
bool reads_as_text(std::string_view frame, const sample&) {
    const auto plain = std::count_if(frame.begin(), frame.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' ';
    });
    return frame.size() >= 2 && plain * 3 >= static_cast<std::ptrdiff_t>(frame.size()) * 2;
}

// Bytes in which the level changes once at most: what a wrong rate makes.
std::size_t flat_bytes(std::string_view frame) {
    return static_cast<std::size_t>(std::count_if(frame.begin(), frame.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        const unsigned edges = (byte ^ byte >> 1U) & 0x7FU;
        return (edges & (edges - 1)) == 0;
    }));
}

bool is_stuffed(std::string_view frame, const sample&) {
    return frame.size() >= 3 && flat_bytes(frame) < frame.size();
}

bool is_lively(std::string_view frame, const sample&) {
    return frame.size() >= 3 && flat_bytes(frame) * 2 < frame.size();
}

bool is_binary(std::string_view frame, const sample& made) {
    return is_lively(frame, made) && !is_text(without_line_end(frame));
}

// Of bytes that are all alike a checksum says little.
bool has_content(std::string_view frame, const sample&) {
    return frame.size() >= 2 && frame.find_first_not_of(frame.front()) != frame.npos;
}

candidate framed(std::string_view language, std::string_view noun, setting argument, setting options,
                 const proof& how) {
    candidate made;
    made.language = language;
    made.noun = noun;
    made.framer = use_of(framers(), language, std::move(argument), std::move(options));
    made.proof = how;
    return made;
}

candidate telegrams(std::string_view crc, const proof& how) {
    candidate made =
        framed("dsmr", "telegrams", of_group({{"crc", of_text(crc)}, {"max", of_integer(longest)}}),
               of_group({}), how);
    made.decode = "dsmr";
    made.decoder = use_of(decoders(), "dsmr", of_group({{"all", of_flag(false)}}));
    return made;
}

}  // namespace

std::vector<candidate> packet_candidates() {
    candidate drones =
        framed("mavlink", "messages", of_group({}), of_group({{"gap", of_duration(500ms)}}), by_checksum);
    drones.decode = "mavlink";
    drones.decoder = use_of(decoders(), "mavlink", of_group({}));
    candidate old_meter = telegrams("optional", by_grammar);
    old_meter.frame = "{ dsmr: { crc: optional } }";
    candidate bus = framed("modbus-rtu", "answers", of_group({}), of_group({}), by_checksum);
    bus.frame = "modbus-rtu";
    bus.skips = true;
    std::vector<candidate> all{drones, telegrams("required", by_checksum), old_meter, bus};
    return all;
}

std::vector<candidate> line_candidates(line_end by) {
    const setting epoch = of_group({{"epoch", of_flag(true)}, {"epoch_gap", of_duration(200ms)}});
    candidate nmea = on_lines(by, "nmea", "nmea", epoch, by_checksum);
    nmea.noun = "sentences";
    nmea.holds = is_sealed_sentence;
    nmea.gathers = true;
    candidate senml = on_lines(by, "senml", "senml", of_group({}), by_grammar);
    senml.noun = "packs";
    senml.holds = is_document;
    candidate json = on_lines(by, "json", "json", of_group({}), by_grammar);
    json.proof.weight -= 0.05;  // a pack of senml is JSON, too
    json.noun = "documents";
    json.holds = is_document;
    std::vector<candidate> all{std::move(nmea), std::move(senml), std::move(json)};
    for (const std::string_view assign : {"=", ":"}) {
        const std::string written = assign == "=" ? "kv" : R"({ kv: { assign: ":" } })";
        const setting argument = of_group({{"assign", of_text(assign)}, {"flags", of_flag(false)}});
        all.push_back(on_lines(by, "kv", written, argument, by_form));
        all.back().holds = has_names;
    }
    all.push_back(on_lines(by, "text", "{ text: { type: number } }", of_group({{"type", of_text("number")}}),
                           by_loose_form));
    all.push_back(on_lines(by, "text", "text", of_group({{"type", of_text("text")}}), by_letters));
    all.back().holds = reads_as_text;
    return all;
}

std::vector<candidate> plain_candidates() {
    candidate cobs = framed("cobs", "frames", bounded(), of_group({}), by_loose_form);
    cobs.proof.weight = 0.4;
    candidate slip = framed("slip", "frames", bounded(), of_group({}), by_letters);
    slip.proof.likely_from = 0;
    candidate idle = framed("idle", "runs of bytes", of_duration(20ms), bounded(), by_pauses);
    cobs.frame = "cobs";
    slip.frame = "slip";
    idle.frame = "{ idle: 20ms }";
    cobs.holds = is_stuffed;
    slip.holds = is_lively;
    idle.holds = is_binary;
    return {cobs, slip, idle};
}

std::vector<candidate> sealed_candidates(const candidate& of) {
    static constexpr std::array<std::string_view, 3> orders{"", "little", "big"};
    std::vector<candidate> all;
    for (const component* each : checksums()) {
        const auto& sum = static_cast<const checksum_kind&>(*each);
        for (const std::string_view order : orders) {
            const bool usual = order == (sum.little_endian ? "little" : "big");
            if (usual || (sum.bytes == 1 && !order.empty())) continue;
            candidate sealed = of;
            const std::string name(sum.name);
            const std::string written =
                order.empty() ? name : "{ " + name + ": { order: " + std::string(order) + " } }";
            sealed.language += " with " + name;
            sealed.frame = "{ " + std::string(of.framer.kind->name) + ": {}, checksum: " + written + " }";
            sealed.framer.options = of_group({{"checksum", seal(name, order)}});
            sealed.proof = sum.bytes == 1 ? by_short_checksum : by_checksum;
            sealed.holds = has_content;
            all.push_back(std::move(sealed));
        }
    }
    return all;
}

candidate csv_candidate(line_end by, char delimiter, const std::vector<bool>& is_number) {
    setting::list columns;
    std::string written;
    for (std::size_t at = 0; at < is_number.size(); ++at) {
        const std::string name = "c" + std::to_string(at + 1);
        const std::string_view type = is_number[at] ? "number" : "text";
        columns.push_back(is_number[at] ? of_text(name)
                                        : of_group({{"name", of_text(name)}, {"type", of_text(type)}}));
        written += at == 0 ? "" : ", ";
        written += is_number[at] ? name : "{ name: " + name + ", type: text }";
    }
    const std::string shown = delimiter == '\t' ? "\\t" : std::string(1, delimiter);
    const std::string beside = delimiter == ',' ? "" : ", delimiter: \"" + shown + "\"";
    const bool numbers = std::find(is_number.begin(), is_number.end(), false) == is_number.end();
    const setting argument = of_group(
        {{"columns", of_list(std::move(columns))}, {"delimiter", of_text(std::string_view(&delimiter, 1))}});
    candidate made =
        on_lines(by, "csv", "{ csv: { columns: [" + written + "]" + beside + " } }", argument, by_form);
    made.noun = "rows";
    made.proof.weight = numbers ? 0.65 : 0.5;
    return made;
}

}  // namespace weir::probing
