#include "daemon/cli/probe_text.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <fmt/core.h>
#include <utility>

#include "config/wording.hpp"
#include "daemon/encode/format.hpp"
#include "daemon/encode/json_value.hpp"

namespace weir {

namespace {

using probing::guess;

constexpr double close = 0.6;  // of the best one's score

struct entry {
    const probed_rate* at;
    const guess* made;
};

// Of all rates, the best first; of equals the one that was tried first.
std::vector<entry> ranking(const probed_port& port) {
    std::vector<entry> all;
    for (const probed_rate& at : port.rates) {
        for (const guess& made : at.guesses)
            all.push_back({&at, &made});
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const entry& a, const entry& b) { return a.made->score > b.made->score; });
    return all;
}

std::string rate_of(const probed_rate& at) {
    return at.baud ? fmt::format("{} Bd", *at.baud) : "the converter's rate";
}

std::string numbers_of(const guess& made) {
    const std::string checksum = made.checked ? " with a right checksum" : "";
    if (made.bad > 0) return fmt::format("{} {}{}, {} refused", made.good, made.noun, checksum, made.bad);
    const bool all = made.checked && made.good > 1;
    return fmt::format("{} {}{}{}", made.good, made.noun, all ? ", all" : "", checksum);
}

// As it stands in a flow map.
std::string scalar(const std::string& text) {
    constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+@";
    if (text.find_first_not_of(plain) == text.npos) return text;
    return in_yaml_quotes(text);
}

std::string port_line(const probed_port& port, const entry& best) {
    std::string keys;
    if (const auto* path = std::get_if<path_device>(&port.device)) keys = "path: " + scalar(path->path);
    if (const auto* tcp = std::get_if<tcp_device>(&port.device))
        keys = "tcp: " + in_yaml_quotes(to_text(tcp->address));
    if (best.at->baud) keys += fmt::format(", baud: {}", *best.at->baud);
    if (!best.made->frame.empty()) keys += ", frame: " + best.made->frame;
    return fmt::format("  {}: {{ {} }}\n", port.name, keys);
}

std::string source_lines(const probed_port& port, const guess& made) {
    if (!made.decode.empty()) {
        return fmt::format("sources:\n  {0}: {{ port: {0}, decode: {1} }}\n", port.name, made.decode);
    }
    if (made.language == "modbus-rtu") {
        return "# Somebody asks on this bus already: unplug it before weir does; `modbus` of a source says "
               "what\n"
               "# to read, see docs/modbus.md\n";
    }
    return "# What these frames hold cannot be guessed: `decode: { binary: ... }` of a source says it, see\n"
           "# docs/binary.md\n";
}

std::string sample_line(const sample& made) {
    std::string line = "# ";
    append_json(line, made.fields);
    return line + '\n';
}

boost::json::object json_of(const guess& made) {
    boost::json::array samples;
    for (const sample& each : made.samples) {
        boost::json::object fields;
        for (const field& one : each.fields)
            fields[one.name] = to_json(one.data);
        samples.push_back(std::move(fields));
    }
    const auto or_null = [](const std::string& text) {
        return text.empty() ? boost::json::value(nullptr) : boost::json::value(text);
    };
    return {{"language", made.language},
            {"certainty", name_of(made.how)},
            {"score", std::max(0.0, made.score)},
            {"good", made.good},
            {"bad", made.bad},
            {"checksum", made.checked},
            {"frame", or_null(made.frame)},
            {"decode", or_null(made.decode)},
            {"samples", std::move(samples)}};
}

}  // namespace

std::string verdict(const probed_rate& at, const guess& made) {
    return fmt::format("{}, {}: {} ({})", rate_of(at), made.language, name_of(made.how), numbers_of(made));
}

std::string short_verdict(const probed_rate& at) {
    if (const guess* best = at.best()) return verdict(at, *best);
    if (at.bytes == 0) return rate_of(at) + ": nothing was heard";
    return fmt::format("{}: {} bytes, nothing that can be told", rate_of(at), at.bytes);
}

std::optional<std::string> configuration_of(const probed_port& port) {
    const std::vector<entry> all = ranking(port);
    if (all.empty()) return std::nullopt;
    const entry& best = all.front();
    std::string text = "# " + verdict(*best.at, *best.made) + '\n';
    const auto other = std::find_if(all.begin() + 1, all.end(), [&](const entry& each) {
        return each.made->score >= close * best.made->score;
    });
    if (other != all.end()) text += "# or: " + verdict(*other->at, *other->made) + '\n';
    text += "ports:\n" + port_line(port, best) + source_lines(port, *best.made);
    for (const sample& each : best.made->samples)
        text += sample_line(each);
    return text;
}

std::string json_of(const probed_port& port) {
    boost::json::array rates;
    for (const probed_rate& each : port.rates) {
        boost::json::array guesses;
        for (const guess& made : each.guesses)
            guesses.push_back(json_of(made));
        boost::json::object rate{{"bytes", each.bytes}, {"guesses", std::move(guesses)}};
        rate["baud"] = each.baud ? boost::json::value(*each.baud) : boost::json::value(nullptr);
        rates.push_back(std::move(rate));
    }
    return to_text(boost::json::object{{"port", device_text(port.device)}, {"rates", std::move(rates)}});
}

std::string remedy(const probed_port& port) {
    const bool silent = std::all_of(port.rates.begin(), port.rates.end(),
                                    [](const probed_rate& each) { return each.bytes == 0; });
    if (silent) {
        return "nothing was heard:\n"
               "  - is it the right device? `weir ports --long` tells what they are\n"
               "  - are TX and RX swapped, is there a common ground, has the device power?\n"
               "  - does it speak seldom? --seconds 30 listens longer\n"
               "  - does it only answer when asked? then `poll` of a source asks it, or `modbus`\n";
    }
    return "what was heard is no language that can be told:\n"
           "  - another rate? --baud 2400,1200 tries others; parity and data bits are 8N1 here\n"
           "  - binary frames without a checksum? docs/framing.md and docs/binary.md tell how to describe "
           "them\n";
}

}  // namespace weir
