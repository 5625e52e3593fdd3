#include <algorithm>
#include <string>

#include "drivers/decoder.hpp"
#include "drivers/text.hpp"

// Keys and values: `temp=23.4 state="too hot"`.
namespace weir {

extern const decoder_kind kv_decoder;

namespace {

constexpr std::size_t max_fields = 256;
constexpr std::size_t max_name = 256;  // bytes
constexpr std::string_view separators = " \t\r\n,;";

struct syntax {
    std::string pair;  // between two pairs; empty: any run of `separators`
    std::string assign;
    bool flags = false;
};

class kv final : public decoder {
public:
    explicit kv(syntax by) : by_(std::move(by)) {}

    result decode(const frame& in, sample& out) override {
        std::string_view rest = in.bytes;
        for (skip_separators(rest); !rest.empty(); skip_separators(rest)) {
            const reject reason = read_pair(rest, out);
            if (reason != reject::none) return {bad, reason};
        }
        out.arrived = in.arrived;
        return {out.fields.empty() ? nothing : sampled};
    }

private:
    bool runs() const { return by_.pair.empty(); }

    bool at_separator(std::string_view rest) const {
        if (!runs()) return rest.starts_with(by_.pair);
        return !rest.empty() && separators.find(rest.front()) != separators.npos;
    }

    void skip_separators(std::string_view& rest) const {
        for (;;) {
            if (at_separator(rest)) {
                rest.remove_prefix(runs() ? 1 : by_.pair.size());
            } else if (!skip_blanks(rest)) {
                return;
            }
        }
    }

    // Blanks that separate nothing by themselves; whether there were any.
    bool skip_blanks(std::string_view& rest) const {
        const std::size_t before = rest.size();
        while ((rest.starts_with(' ') || rest.starts_with('\t')) && (runs() || !at_separator(rest)))
            rest.remove_prefix(1);
        return rest.size() < before;
    }

    // Up to the next separator; quotes are not looked at.
    std::string_view piece_of(std::string_view rest) const {
        return rest.substr(0, runs() ? rest.find_first_of(separators) : rest.find(by_.pair));
    }

    // Takes a pair off the front of `rest`.
    reject read_pair(std::string_view& rest, sample& out) {
        const std::string_view piece = piece_of(rest);
        const std::string_view before = piece.substr(0, piece.find(by_.assign));
        const std::string_view key = without_blanks(before);
        rest.remove_prefix(before.size());
        if (!rest.starts_with(by_.assign)) skip_blanks(rest);
        if (!is_text(key)) return reject::not_utf8;
        if (key.empty() || key.find('"') != key.npos) return reject::bad_syntax;
        if (key.size() > max_name) return reject::too_complex;
        value& slot = out.slot(key);
        if (out.fields.size() > max_fields) return reject::too_complex;
        if (rest.starts_with(by_.assign)) {
            rest.remove_prefix(by_.assign.size());
            return read_value(rest, slot);
        }
        if (!by_.flags) return reject::bad_syntax;
        slot = true;
        return reject::none;
    }

    // In `a= b=1` the first value is empty, in `a: 1` it is not.
    reject read_value(std::string_view& rest, value& out) {
        const bool apart = skip_blanks(rest);
        if (rest.starts_with('"')) return read_quoted(rest, out);
        const bool empty = runs() && apart && is_pair(rest);
        const std::string_view piece = empty ? std::string_view() : piece_of(rest);
        rest.remove_prefix(piece.size());
        return read_plain(without_blanks(piece), out);
    }

    bool is_pair(std::string_view rest) const {
        const std::string_view piece = piece_of(rest);
        if (piece.find(by_.assign) != piece.npos) return true;
        rest.remove_prefix(piece.size());
        skip_blanks(rest);
        return rest.starts_with(by_.assign);
    }

    static reject read_plain(std::string_view text, value& out) {
        if (!is_text(text)) return reject::not_utf8;
        if (text.find('"') != text.npos) return reject::bad_syntax;
        if (text == "true" || text == "false") {
            out = text == "true";
        } else {
            parse_untyped(text, out);
        }
        return reject::none;
    }

    // Takes the text and its quotes, which `rest` begins with. It must be all of the value.
    reject read_quoted(std::string_view& rest, value& out) {
        constexpr std::string_view escaped = "\"\\/nrt";
        constexpr std::string_view meant = "\"\\/\n\r\t";
        rest.remove_prefix(1);
        text_.clear();
        for (;;) {
            const std::string_view plain = rest.substr(0, rest.find_first_of("\"\\"));
            if (!is_text(plain)) return reject::not_utf8;
            text_.append(plain);
            rest.remove_prefix(plain.size());
            if (rest.starts_with('"')) break;
            const std::size_t which = rest.size() < 2 ? escaped.npos : escaped.find(rest[1]);
            if (which == escaped.npos) return reject::bad_syntax;
            text_ += meant[which];
            rest.remove_prefix(2);
        }
        rest.remove_prefix(1);
        assign(out, text_);
        if (!runs()) skip_blanks(rest);
        return rest.empty() || at_separator(rest) ? reject::none : reject::bad_syntax;
    }

    const syntax by_;
    std::string text_;
};

constexpr option members[] = {
    {.name = "pair",
     .form = {.is = kind::text, .min = 1, .max = 8},
     .help =
         "what stands between two pairs; when not given any run of blanks, line ends, commas and semicolons"},
    {.name = "assign",
     .form = {.is = kind::text, .min = 1, .max = 8},
     .preset = "=",
     .help = "what stands between a key and its value; blanks around it do not count"},
    {.name = "flags",
     .form = {.is = kind::boolean},
     .preset = "false",
     .help = "a key without a value is true; else it refuses the frame"},
};

syntax syntax_of(const setting& written) {
    const setting& pair = written["pair"];
    return {pair.present() ? pair.text() : std::string(), written["assign"].text(),
            written["flags"].boolean()};
}

// What may separate: it is neither part of a number nor of a quoted text.
bool can_separate(std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](char c) {
        return c == '"' || c == '\\' || (c >= '0' && c <= '9') || c == '\x7F' ||
               (static_cast<unsigned char>(c) < ' ' && c != '\t' && c != '\r' && c != '\n');
    });
}

void check(const component_use& use, problems& found) {
    const syntax by = syntax_of(use.argument);
    const place pair = use.argument["pair"].where;
    const place assign = use.argument["assign"].where;
    if (!can_separate(by.pair)) found.add(pair, "this cannot stand between pairs");
    if (!can_separate(by.assign)) found.add(assign, "this cannot stand between a key and its value");
    if (by.pair.empty() && by.assign.find_first_of(separators) != by.assign.npos) {
        found.add(assign, "'assign' separates pairs, too", "say with 'pair' what alone does");
    } else if (!by.pair.empty() &&
               (by.assign.find(by.pair) != by.assign.npos || by.pair.find(by.assign) != by.pair.npos)) {
        found.add(pair, "'pair' and 'assign' cannot be told apart");
    }
}

std::unique_ptr<decoder> make(const component_use& use, problems&) {
    return std::make_unique<kv>(syntax_of(use.argument));
}

}  // namespace

constinit const decoder_kind kv_decoder{{.name = "kv",
                                         .help = "keys and values, `temp=23.4 state=\"too hot\"`",
                                         .argument = {.is = kind::group, .members = members},
                                         .check = check},
                                        make};

}  // namespace weir
