#include "drivers/binary/read_layout.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "drivers/binary/keys.hpp"
#include "drivers/binary/occupied.hpp"
#include "drivers/text.hpp"

namespace weir::binary {

namespace {

struct type_traits {
    std::size_t size;  // bytes; 0: the key `size` says it
    content is;
    number_form form;
};

// In the order of type_names.
constexpr std::array<type_traits, type_names.size()> types{{{1, content::number, {8}},
                                                            {1, content::number, {8, true}},
                                                            {2, content::number, {16}},
                                                            {2, content::number, {16, true}},
                                                            {3, content::number, {24}},
                                                            {3, content::number, {24, true}},
                                                            {4, content::number, {32}},
                                                            {4, content::number, {32, true}},
                                                            {8, content::number, {64}},
                                                            {8, content::number, {64, true}},
                                                            {4, content::number, {32, true, true}},
                                                            {8, content::number, {64, true, true}},
                                                            {1, content::truth, {8}},
                                                            {0, content::text, {8}},
                                                            {0, content::hex, {8}}}};

const type_traits& traits_of(const setting& type) {
    const auto found = std::find(type_names.begin(), type_names.end(), type.text());
    return types.at(static_cast<std::size_t>(found - type_names.begin()));
}

std::size_t size_or(const setting& written, std::size_t otherwise) {
    return written.present() ? static_cast<std::size_t>(written.integer()) : otherwise;
}

class layout_reader {
public:
    // `found` must outlive the reader.
    layout_reader(purpose what_for, problems& found) : what_for_(what_for), found_(found) {}

    layout read(const setting& from) {
        const std::size_t before = found_.size();
        little_endian_ = from["order"].text() == "little";
        for (const setting& each : from["fields"].items())
            take(each);
        if (made_.size > most_bytes) {
            found_.add(from["fields"].where, "the fields are " + std::to_string(made_.size) + " bytes",
                       "at most " + std::to_string(most_bytes));
        } else if (names_.empty() && what_for_ == purpose::reading && found_.size() == before) {
            found_.add(from["fields"].where, "there is no field", "each is skipped or a constant");
        }
        return std::move(made_);
    }

private:
    void refuse(const setting& entry, std::initializer_list<std::string_view> keys, const std::string& why) {
        for (const std::string_view key : keys) {
            const setting& written = entry[key];
            if (written.present()) found_.add(written.where, "'" + std::string(key) + "' " + why);
        }
    }

    void take(const setting& entry) {
        if (entry["skip"].present()) {
            refuse(
                entry,
                {"name", "type", "size", "count", "order", "at", "scale", "offset", "enum", "bits", "equals"},
                "beside 'skip'");
            next_ += size_or(entry["skip"], 0);
            made_.size = std::max(made_.size, next_);
            return;
        }
        if (!entry["type"].present()) return;
        const type_traits& type = traits_of(entry["type"]);
        item one;
        one.is = type.is;
        one.form = type.form;
        one.at = size_or(entry["at"], next_);
        one.size = type.size == 0 ? size_or(entry["size"], 1) : type.size;
        one.little_endian = entry["order"].present() ? entry["order"].text() == "little" : little_endian_;
        check_keys(entry, type);
        next_ = one.at + one.size * size_or(entry["count"], 1);
        made_.size = std::max(made_.size, next_);
        if (entry["bits"].present()) {
            take_bits(entry, one);
        } else if (entry["equals"].present()) {
            take_constant(entry, one);
        } else {
            take_values(entry, one);
        }
    }

    // That each key is one for this type, and beside the others.
    void check_keys(const setting& entry, const type_traits& type) {
        const std::string name = entry["type"].text();
        if (type.size != 0) {
            refuse(entry, {"size"}, "is for text and hex");
        } else if (!entry["size"].present()) {
            found_.add(entry["type"].where, name + " needs a 'size'", "how many bytes it takes");
        }
        if (type.is != content::number) {
            refuse(entry, {"order", "scale", "offset", "enum", "bits", "equals"}, "is not for " + name);
        } else if (type.form.is_float) {
            refuse(entry, {"enum", "bits", "equals"}, "is for integers");
        } else if (entry["bits"].present()) {
            refuse(entry, {"count", "scale", "offset", "enum", "equals"}, "beside 'bits'");
        } else if (entry["equals"].present()) {
            refuse(entry, {"count", "scale", "offset", "enum"}, "beside 'equals'");
        }
    }

    // --- The three kinds of fields

    void take_values(const setting& entry, item& one) {
        if (!entry["name"].present()) {
            found_.add(entry.where, "missing key 'name'", "needless with 'equals', 'bits' and 'skip' alone");
            return;
        }
        const std::string name = name_in(entry["name"]);
        one.as = meaning_of(entry, one.form);
        if (!entry["count"].present()) return add(name, entry["name"].where, one);
        const auto count = static_cast<std::size_t>(entry["count"].integer());
        for (std::size_t i = 0; i < count; ++i, one.at += one.size)
            add(name + "." + std::to_string(i), entry["name"].where, one);
    }

    void take_constant(const setting& entry, item& one) {
        const setting& equals = entry["equals"];
        std::string why;
        one.equals = encode_number(one.form, {}, equals.integer(), why);
        if (!one.equals) return found_.add(equals.where, why);
        occupy(one, equals.where);
        keep(one, equals.where);
    }

    void take_bits(const setting& entry, const item& whole) {
        const std::string prefix = entry["name"].present() ? name_in(entry["name"]) + "." : std::string();
        for (const setting::member& each : entry["bits"].members()) {
            const setting& part = each.value;
            const bool alone = part.is<std::int64_t>();
            const bool sized = !alone && part["size"].present();
            const std::size_t bit = size_or(alone ? part : part["bit"], 0);
            const std::size_t size = sized ? size_or(part["size"], 1) : 1;
            item one = whole;
            if (!check_bits(each, bit, size, whole.form.bits)) continue;
            one.is = sized ? content::number : content::truth;
            one.shift = static_cast<std::uint8_t>(bit);
            one.form = {static_cast<std::uint8_t>(size)};
            if (!alone && !sized) refuse(part, {"scale", "offset"}, "needs a 'size'");
            if (!alone) one.as = meaning_of(part, one.form);
            check_name(each.name, each.name_at);
            add(prefix + each.name, each.name_at, one);
        }
    }

    bool check_bits(const setting::member& part, std::size_t bit, std::size_t size, std::size_t width) {
        if (bit + size <= width) return true;
        found_.add(part.value.where,
                   "'" + readable(part.name, 64) + "' goes up to bit " + std::to_string(bit + size - 1),
                   "there are bits 0 to " + std::to_string(width - 1));
        return false;
    }

    // --- Parts of a field

    number_meaning meaning_of(const setting& entry, number_form form) {
        number_meaning as;
        if (entry["scale"].present()) as.scale = entry["scale"].number();
        if (entry["offset"].present()) as.offset = entry["offset"].number();
        if (as.scale == 0) found_.add(entry["scale"].where, "a scale of 0 leaves nothing of the value");
        if (entry["enum"].present()) refuse(entry, {"scale", "offset"}, "beside 'enum'");
        as.names = read_names(entry["enum"], form, found_);
        if (what_for_ == purpose::writing) check_words(as, entry["enum"].where);
        return as;
    }

    void check_words(const number_meaning& as, place where) {
        std::set<std::string_view> words;
        for (const auto& each : as.names) {
            if (!words.insert(each.second).second)
                found_.add(where, "'" + readable(each.second, 64) + "' stands for two values");
        }
    }

    void check_name(const std::string& name, place where) {
        if (is_field_name(name)) return;
        found_.add(where, "bad name '" + readable(name, 64) + "'", "letters, digits, '_', '-' and '.'");
    }

    std::string name_in(const setting& written) {
        check_name(written.text(), written.where);
        return written.text();
    }

    // --- What is made

    void add(const std::string& name, place where, item one) {
        if (!names_.insert(name).second) found_.add(where, "field '" + name + "' is named twice");
        occupy(one, where);
        one.name = name;
        keep(std::move(one), where);
    }

    void occupy(const item& one, place where) {
        if (what_for_ != purpose::writing || one.at + one.size > most_bytes) return;
        if (!occupied_.take(one)) found_.add(where, "these bits belong to another field already");
    }

    void keep(item one, place where) {
        if (made_.items.size() < most_items) return made_.items.push_back(std::move(one));
        if (!std::exchange(too_many_, true))
            found_.add(where, "more than " + std::to_string(most_items) + " fields");
    }

    const purpose what_for_;
    problems& found_;
    layout made_;
    bool little_endian_ = true;
    std::size_t next_ = 0;  // the byte behind the last field
    std::set<std::string> names_;
    occupied_bits occupied_;
    bool too_many_ = false;
};

}  // namespace

layout read_layout(const setting& from, purpose what_for, problems& found) {
    return layout_reader(what_for, found).read(from);
}

}  // namespace weir::binary
