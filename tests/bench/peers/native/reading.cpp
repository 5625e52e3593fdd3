#include "tests/bench/peers/native/reading.hpp"

#include <algorithm>
#include <charconv>

namespace weir::bench {
namespace {

// A cursor over text; each step says whether it went well.
class scanner {
public:
    explicit scanner(std::string_view text) : rest_(text) {}

    bool done() const { return rest_.empty(); }

    bool literal(char wanted) {
        skip_blanks();
        if (rest_.empty() || rest_.front() != wanted) return false;
        rest_.remove_prefix(1);
        return true;
    }

    template <typename Number>
    bool number(Number& value) {
        skip_blanks();
        const auto [next, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
        rest_.remove_prefix(static_cast<std::size_t>(next - rest_.data()));
        return error == std::errc{};
    }

    bool quoted(std::string_view& text) {
        if (!literal('"')) return false;
        const std::size_t end = rest_.find('"');
        if (end == rest_.npos) return false;
        text = rest_.substr(0, end);
        rest_.remove_prefix(end + 1);
        return true;
    }

private:
    void skip_blanks() { rest_.remove_prefix(std::min(rest_.find_first_not_of(' '), rest_.size())); }

    std::string_view rest_;
};

// Writes into a buffer that is large enough for every message of the benchmark.
class writer {
public:
    explicit writer(message_buffer& buffer)
        : start_(buffer.data()), end_(start_ + buffer.size()), at_(start_) {}

    writer& text(std::string_view words) {
        at_ = std::ranges::copy(words, at_).out;
        return *this;
    }
    writer& integer(std::int64_t value) {
        at_ = std::to_chars(at_, end_, value).ptr;
        return *this;
    }
    // With three decimals, as cheaply as an integer.
    writer& fixed3(double value) {
        const auto thousandths = static_cast<std::int64_t>(value * 1000.0 + (value < 0 ? -0.5 : 0.5));
        const std::int64_t whole = thousandths < 0 ? -thousandths : thousandths;
        if (thousandths < 0) *at_++ = '-';
        integer(whole / 1000);
        *at_++ = '.';
        for (std::int64_t digit = 100; digit > 0; digit /= 10)
            *at_++ = static_cast<char>('0' + whole / digit % 10);
        return *this;
    }
    std::string_view view() const { return {start_, at_}; }

private:
    char* start_;
    char* end_;
    char* at_;
};

}  // namespace

bool parse_reading(std::string_view line, reading& out) {
    scanner in(line);
    if (!in.literal('{')) return false;
    int known = 0;
    do {
        std::string_view key;
        if (!in.quoted(key) || !in.literal(':')) return false;
        const bool good = key == "t"     ? in.number(out.t)
                          : key == "h"   ? in.number(out.h)
                          : key == "seq" ? in.number(out.seq)
                          : key == "ts"  ? in.number(out.ts)
                                         : false;
        if (!good) return false;
        ++known;
    } while (in.literal(','));
    return known == 4 && in.literal('}') && in.done();
}

std::string_view state_message(message_buffer& buffer, const reading& of) {
    writer out(buffer);
    out.text("{\"t_f\":").fixed3(of.t * 1.8 + 32.0).text(",\"h\":").fixed3(of.h);
    out.text(",\"seq\":").integer(of.seq).text(",\"ts\":").integer(of.ts).text("}");
    return out.view();
}

std::string_view command_line(message_buffer& buffer, std::string_view payload) {
    reading command;
    if (!parse_reading(payload, command)) return {};
    return writer(buffer).text("SET ").integer(command.seq).text(" ").integer(command.ts).text("\n").view();
}

std::string_view reply_message(message_buffer& buffer, std::string_view line) {
    scanner in(line);
    std::int64_t seq = 0, ts = 0;
    if (!in.literal('O') || !in.literal('K') || !in.number(seq) || !in.number(ts)) return {};
    return writer(buffer)
        .text("{\"ok\":true,\"seq\":")
        .integer(seq)
        .text(",\"ts\":")
        .integer(ts)
        .text("}")
        .view();
}

}  // namespace weir::bench
