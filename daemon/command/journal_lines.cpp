#include "daemon/command/journal_lines.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <limits>
#include <map>
#include <optional>
#include <utility>

#include "drivers/text.hpp"

namespace weir {

namespace {

namespace json = boost::json;

constexpr std::size_t longest_line = std::size_t{1} << 20;
constexpr std::uint64_t most_keys = std::numeric_limits<std::int64_t>::max();
// What clients sent is kept as it is.
constexpr json::parse_options as_written{.max_depth = 2, .allow_invalid_utf8 = true};

std::optional<std::string> bytes_of(std::string_view hex) {
    if (hex.size() % 2 != 0) return std::nullopt;
    std::string bytes;
    bytes.reserve(hex.size() / 2);
    for (; !hex.empty(); hex.remove_prefix(2)) {
        unsigned char byte = 0;
        const char* const end = hex.data() + 2;
        if (std::from_chars(hex.data(), end, byte, 16).ptr != end) return std::nullopt;
        bytes += static_cast<char>(byte);
    }
    return bytes;
}

// Reads members that must be there, and of their type.
class member_reader {
public:
    explicit member_reader(const json::object& from) : from_(from) {}

    bool good() const { return good_; }
    std::string text(std::string_view name) {
        const json::value* found = from_.if_contains(name);
        const json::string* held = found != nullptr ? found->if_string() : nullptr;
        if (held == nullptr) good_ = false;
        return held != nullptr ? std::string(*held) : std::string();
    }
    template <class Number>
    Number number(std::string_view name) {
        const json::value* found = from_.if_contains(name);
        boost::system::error_code error;
        Number held = 0;
        const bool whole = found != nullptr && (found->is_int64() || found->is_uint64());
        if (whole) held = found->to_number<Number>(error);
        if (!whole || error) good_ = false;
        return held;
    }
    bool flag(std::string_view name) {
        const json::value* found = from_.if_contains(name);
        const bool* held = found != nullptr ? found->if_bool() : nullptr;
        if (held == nullptr) good_ = false;
        return held != nullptr && *held;
    }

private:
    const json::object& from_;
    bool good_ = true;
};

std::optional<journal_entry> entry_in(const json::object& from) {
    member_reader read(from);
    journal_entry made;
    made.key = read.number<std::uint64_t>("key");
    made.id = read.text("id");
    made.explicit_id = read.flag("explicit");
    made.command = read.text("command");
    made.fingerprint = read.number<std::uint64_t>("fingerprint");
    made.received = wall_time(std::chrono::nanoseconds(read.number<std::int64_t>("received")));
    made.client = read.text("client");
    made.response_topic = read.text("response_topic");
    auto correlation = bytes_of(read.text("correlation"));
    if (from.contains("answer")) made.answer = read.text("answer");
    if (!read.good() || !correlation || made.key > most_keys) return std::nullopt;
    made.correlation = std::move(*correlation);
    return made;
}

class journal_reader {
public:
    explicit journal_reader(std::size_t most) : most_(most) {}

    // Whether it was understood.
    bool take(std::string_view line) {
        if (line.size() > longest_line) return false;
        boost::system::error_code error;
        const json::value parsed = json::parse(line, error, {}, as_written);
        const json::object* object = error ? nullptr : parsed.if_object();
        if (object == nullptr) return false;
        return object->contains("command") ? take_entry(*object) : take_end(*object);
    }

    std::vector<journal_entry> entries() {
        prune();
        std::vector<journal_entry> all;
        for (auto& [key, entry] : by_key_)
            all.push_back(std::move(entry));
        return all;
    }

private:
    bool take_entry(const json::object& from) {
        auto entry = entry_in(from);
        if (!entry) return false;
        if (!entry->answer.empty() && !entry->explicit_id) return true;
        const std::uint64_t key = entry->key;
        by_key_.insert_or_assign(key, std::move(*entry));
        if (by_key_.size() > 4 * most_) prune();
        return true;
    }

    bool take_end(const json::object& from) {
        member_reader read(from);
        const auto key = read.number<std::uint64_t>("key");
        std::string answer = read.text("answer");
        if (!read.good() || answer.empty()) return false;
        const auto found = by_key_.find(key);
        if (found == by_key_.end()) return true;
        if (found->second.explicit_id) {
            found->second.answer = std::move(answer);
        } else {
            by_key_.erase(found);
        }
        return true;
    }

    void prune() {
        std::size_t ended = 0;
        std::size_t open = 0;
        for (auto each = by_key_.end(); each != by_key_.begin();) {
            --each;
            if (++(each->second.answer.empty() ? open : ended) > most_) each = by_key_.erase(each);
        }
    }

    std::size_t most_;
    std::map<std::uint64_t, journal_entry> by_key_;
};

}  // namespace

std::string line_of(const journal_entry& entry) {
    json::object made{{"key", entry.key},
                      {"id", entry.id},
                      {"explicit", entry.explicit_id},
                      {"command", entry.command},
                      {"fingerprint", entry.fingerprint},
                      {"received", entry.received.time_since_epoch().count()},
                      {"client", entry.client},
                      {"response_topic", entry.response_topic},
                      {"correlation", to_hex(entry.correlation)}};
    if (!entry.answer.empty()) made["answer"] = entry.answer;
    return json::serialize(made) + '\n';
}

std::string line_of_end(std::uint64_t key, std::string_view answer) {
    const json::object made{{"key", key}, {"answer", answer}};
    return json::serialize(made) + '\n';
}

journal_text parse_journal(std::string_view text, std::size_t most) {
    journal_reader reader(most);
    journal_text made;
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (!line.empty() && !reader.take(line)) ++made.broken;
    }
    made.entries = reader.entries();
    return made;
}

}  // namespace weir
