#include "config/fill.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "config/scalar.hpp"
#include "config/wording.hpp"
#include "drivers/expression.hpp"

namespace weir {

namespace {

using form_of = node::form;

std::vector<std::string_view> names_of(std::span<const option> members) {
    std::vector<std::string_view> names;
    for (const option& each : members)
        names.push_back(each.name);
    return names;
}

const option* find_option(std::span<const option> members, std::string_view name) {
    const auto found =
        std::find_if(members.begin(), members.end(), [&](const option& each) { return each.name == name; });
    return found == members.end() ? nullptr : &*found;
}

// The scalar as a `form`; null when it is none, and then perhaps a hint.
setting parse_scalar(const node& from, const shape& form, std::string& hint) {
    setting made{from.where, {}};
    const auto take = [&](auto parsed) {
        if (parsed) made.data = *parsed;
    };
    const auto& choices = form.choices;
    if (form.is == kind::text) {
        made.data = from.text;
    } else if (form.is == kind::choice) {
        if (std::find(choices.begin(), choices.end(), from.text) != choices.end()) made.data = from.text;
        if (!made.present()) hint = did_you_mean(from.text, choices);
    } else if (from.quoted) {
        hint = "write it without quotes";
    } else if (form.is == kind::boolean) {
        take(parse_flag(from.text, hint));
    } else if (form.is == kind::integer) {
        take(parse_integer(from.text, hint));
    } else if (form.is == kind::number) {
        take(parse_decimal(from.text, hint));
    } else if (form.is == kind::duration) {
        take(parse_duration(from.text, hint));
    } else if (form.is == kind::size) {
        take(parse_size(from.text, hint));
    }
    return made;
}

// What a range limits: the number, the seconds of a duration, the bytes of a text.
double amount_of(const setting& what) {
    if (what.is<std::string>()) return static_cast<double>(what.text().size());
    if (what.is<duration>()) return std::chrono::duration<double>(what.duration()).count();
    return what.is<std::int64_t>() || what.is<double>() ? what.number() : 0;
}

std::string show(const node& what) {
    switch (what.is) {
        case form_of::null:
            return "nothing";
        case form_of::sequence:
            return "a list";
        case form_of::map:
            return what.entries.empty() ? "an empty map" : "a map";
        case form_of::scalar:
        case form_of::unknown:
            break;
    }
    if (what.secret) return "a secret";
    return (what.quoted ? "the text " : "") + quote(what.text);
}

bool is_plain(const shape& form) {
    return form.is != kind::list && form.is != kind::map && form.is != kind::group &&
           form.is != kind::component;
}

}  // namespace

spot below(const spot& in, std::string_view key, place key_at) {
    const bool plain = std::all_of(key.begin(), key.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' ||
               c == '-';
    });
    const std::string shown = plain && !key.empty() && key.size() <= 64 ? std::string(key) : quote(key);
    return {in.path.empty() ? shown : in.path + "." + shown, key_at};
}

std::string within(const spot& in, std::string what) {
    return in.path.empty() ? what : what.append(" in ").append(in.path);
}

bool is_written(const setting& what) {
    return what.where.line != 0;
}

int filler::fit(const node& from, const shape& form) const {
    constexpr int no = 0, alike = 1, fits = 2;
    const auto any_key = [&](auto&& is_known) {
        return std::any_of(from.entries.begin(), from.entries.end(), is_known) ? fits : alike;
    };
    const auto names_component = [&](std::string_view name) {
        return find_component(catalogue_of(known_, form.from), name) != nullptr;
    };
    if (form.is == kind::any) return fits;
    std::string unused;
    switch (from.is) {
        case form_of::null:
            return form.is == kind::list || form.is == kind::map || form.is == kind::group ? fits : no;
        case form_of::scalar:
            if (form.is == kind::component) return names_component(from.text) ? fits : alike;
            if (!is_plain(form)) return no;
            return parse_scalar(from, form, unused).present() ? fits : alike;
        case form_of::sequence:
            return form.is == kind::list ? fits : no;
        case form_of::map:
            if (form.is == kind::map) return fits;
            if (form.is == kind::group) {
                return any_key(
                    [&](const auto& entry) { return find_option(form.members, entry.key) != nullptr; });
            }
            if (form.is != kind::component) return no;
            return any_key([&](const auto& entry) { return names_component(entry.key); });
        case form_of::unknown:
            break;
    }
    return no;
}

// The form that suits best; the first of several; null when none does.
const shape* filler::choose(const node& from, const shape& form) const {
    const shape* best = nullptr;
    int best_fit = 0;
    for (const shape* each = &form; each != nullptr; each = each->or_else) {
        const int fits = fit(from, *each);
        if (fits <= best_fit) continue;
        best = each;
        best_fit = fits;
    }
    return best;
}

setting filler::fill(const node& from, const shape& form, const spot& here) {
    if (from.is == form_of::unknown) {
        ++unknown_;
        return {from.where, {}};
    }
    const shape* as = choose(from, form);
    if (as == nullptr) {
        const bool list_meant = from.is == form_of::scalar && form.is == kind::list;
        wrong_type(from, form, here, list_meant ? "write [" + from.text + "]" : std::string());
        return {from.where, {}};
    }
    switch (as->is) {
        case kind::list:
            return fill_list(from, *as, here);
        case kind::map:
            return fill_map(from, *as, here);
        case kind::group:
            return fill_group(from, as->members, here);
        case kind::component:
            return fill_component(from, *as, here);
        case kind::any:
            return fill_any(from);
        default:
            return fill_scalar(from, *as, form, here);
    }
}

setting filler::fill_scalar(const node& from, const shape& as, const shape& form, const spot& here) {
    std::string hint;
    setting made = parse_scalar(from, as, hint);
    if (!made.present()) {
        wrong_type(from, form, here, std::move(hint));
        return made;
    }
    const std::size_t before = found_.size();
    check_range(amount_of(made), from, as, here);
    if (as.is_pattern && found_.size() == before) check_pattern(made, here);
    if (as.is_expression && found_.size() == before) check_expression(from, here);
    if (found_.size() > before) made.data = std::monostate{};
    return made;
}

// A scalar is the first of these that it can be, and text when it is quoted.
setting filler::fill_any(const node& from) {
    static constexpr std::array<shape, 4> forms{
        shape{.is = kind::boolean}, {.is = kind::integer}, {.is = kind::number}, {.is = kind::text}};
    setting made{from.where, {}};
    std::string unused;
    for (auto form = forms.begin(); from.is == form_of::scalar && !made.present(); ++form)
        made = parse_scalar(from, *form, unused);
    if (from.is == form_of::sequence) {
        setting::list& items = made.data.emplace<setting::list>();
        for (const node& each : from.items)
            items.push_back(fill_any(each));
    }
    if (from.is == form_of::map) {
        setting::map& members = made.data.emplace<setting::map>();
        for (const node::entry& each : from.entries)
            members.push_back({each.key, each.key_at, fill_any(each.value)});
    }
    return made;
}

setting filler::fill_list(const node& from, const shape& form, const spot& here) {
    setting::list items;
    for (std::size_t i = 0; i < from.items.size(); ++i) {
        const spot item{here.path + "[" + std::to_string(i + 1) + "]", from.items[i].where};
        items.push_back(fill(from.items[i], *form.item, item));
    }
    check_range(static_cast<double>(items.size()), from, form, here);
    return {from.where, std::move(items)};
}

setting filler::fill_map(const node& from, const shape& form, const spot& here) {
    setting::map members;
    for (const node::entry& entry : from.entries) {
        members.push_back(
            {entry.key, entry.key_at, fill(entry.value, *form.item, below(here, entry.key, entry.key_at))});
    }
    check_range(static_cast<double>(members.size()), from, form, here);
    return {from.where, std::move(members)};
}

setting filler::fill_member(const node::entry& from, const option& member, const spot& here) {
    setting made = fill(from.value, member.form, below(here, from.key, from.key_at));
    if (made.present() || member.form.is == kind::component) return made;
    if (!member.preset.empty()) made.data = fill_preset(member).data;
    return made;
}

setting filler::fill_preset(const option& member) {
    node written;
    written.is = form_of::scalar;
    written.text = member.preset;
    return fill(written, member.form, {});
}

setting filler::fill_group(const node& from, std::span<const option> members, const spot& here) {
    const std::vector<std::string_view> names = names_of(members);
    setting::map made;
    std::string meant;  // hints that were given: what they name is not missing as well
    for (const node::entry& entry : from.entries) {
        if (const option* member = find_option(members, entry.key)) {
            made.push_back({entry.key, entry.key_at, fill_member(entry, *member, here)});
            continue;
        }
        const std::string hint = did_you_mean(entry.key, names);
        found_.add(entry.key_at, within(here, "unknown key " + quote(entry.key)), hint);
        meant += hint;
    }
    const auto written = static_cast<std::ptrdiff_t>(made.size());
    const auto is_among_written = [&](std::string_view name) {
        return std::any_of(made.begin(), made.begin() + written,
                           [&](const setting::member& each) { return each.name == name; });
    };
    const auto is_any_written = [&](const std::vector<std::string_view>& some) {
        return std::any_of(some.begin(), some.end(), is_among_written);
    };
    for (const option& member : members) {
        if (is_among_written(member.name)) continue;
        if (!member.preset.empty()) made.push_back({std::string(member.name), {}, fill_preset(member)});
        const std::string shown = quote(member.name);
        const bool needed = member.required && !is_any_written(words_of(member.unless));
        if (needed && meant.find(shown) == meant.npos) {
            found_.add(here.at, within(here, "missing key " + shown), std::string(member.help));
        }
    }
    return {from.where, std::move(made)};
}

void filler::check_range(double amount, const node& from, const shape& form, const spot& here) {
    if (amount >= form.min && amount <= form.max) return;
    const bool counted = form.is == kind::list || form.is == kind::map || form.is == kind::text;
    const std::string got = counted       ? show_number(amount)
                            : from.secret ? "a secret"
                                          : from.text.substr(0, 40);
    found_.add(from.where, within(here, "expected " + describe_range(form) + ", got " + got));
}

// Components compile their patterns once more, but only those that have passed here.
void filler::check_pattern(const setting& text, const spot& here) {
    std::string why;
    if (!patterns_.compile(text.text(), why))
        found_.add(text.where, within(here, "not a valid pattern"), std::move(why));
}

// The same of expressions.
void filler::check_expression(const node& from, const spot& here) {
    constexpr std::size_t most = 400'000;  // bytes of all expressions; about half a second
    constexpr std::size_t least = 20;      // what each counts beside
    expressions_ += least + from.text.size();
    if (expressions_ > most) {
        found_.add(from.where, within(here, "the expressions of this file are too large together"));
        return;
    }
    expression_error why;
    if (expression::compile(from.text, why)) return;
    const std::vector<std::string_view> functions = expression::functions();
    std::string hint =
        why.unknown_function.empty() ? why.hint : did_you_mean(why.unknown_function, functions);
    std::string said = "not a valid expression: " + why.message;
    place where = from.where;
    if (from.text_at) {
        where = *from.text_at;
        where.column += static_cast<std::uint32_t>(why.at);
    } else {
        said += ", at " + std::to_string(why.at + 1);
    }
    found_.add(where, within(here, std::move(said)), std::move(hint));
}

void filler::wrong_type(const node& from, const shape& form, const spot& here, std::string hint) {
    found_.add(from.where, within(here, "expected " + describe(form) + ", got " + show(from)),
               from.secret ? std::string() : std::move(hint));
}

}  // namespace weir
