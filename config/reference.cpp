#include <algorithm>
#include <vector>

#include "config/load.hpp"
#include "config/sections.hpp"
#include "config/test_file.hpp"
#include "config/test_form.hpp"
#include "config/wording.hpp"

namespace weir {

namespace {

std::string code(std::string_view text) {
    return "`" + std::string(text) + "`";
}

std::string for_table(std::string text) {
    for (std::size_t at = text.find('|'); at != text.npos; at = text.find('|', at + 2))
        text.insert(at, "\\");
    return text;
}

std::string type_of(const shape& form);

std::string type_alone(const shape& form) {
    switch (form.is) {
        case kind::boolean:
            return "`true` or `false`";
        case kind::integer:
            return "integer";
        case kind::number:
            return "number";
        case kind::text:
            return form.is_expression ? "[expression](expressions.md)" : "text";
        case kind::duration:
            return "duration";
        case kind::size:
            return "size";
        case kind::list:
            return "list of " + type_of(*form.item);
        case kind::map:
            return "map from names to " + type_of(*form.item);
        case kind::group:
            return "map";
        case kind::component:
            return "[" + std::string(name_of(form.from)) + "](#" + std::string(name_of(form.from)) + "s)";
        case kind::any:
            return "anything";
        case kind::choice:
            break;
    }
    std::vector<std::string> choices;
    for (const std::string_view each : form.choices)
        choices.push_back(code(each));
    return any_of(choices);
}

std::string type_of(const shape& form) {
    std::vector<std::string> all;
    for (const shape* each = &form; each != nullptr; each = each->or_else) {
        const std::string range = telling_range(*each);
        all.push_back(type_alone(*each) + (range.empty() ? "" : " (" + range + ")"));
    }
    return any_of(all);
}

std::string required(const option& each) {
    if (each.unless.empty()) return "required";
    std::vector<std::string> instead;
    for (const std::string_view name : words_of(each.unless))
        instead.push_back(code(name));
    return "required without " + any_of(instead);
}

// A table's rows; the keys of nested maps follow theirs, as `tls.ca` and `fields.NAME.unit`.
class table {
public:
    void add(std::span<const option> members, const std::string& prefix) {
        for (const option& each : members) {
            const std::string key = prefix + std::string(each.name);
            const std::string preset = each.required         ? required(each)
                                       : each.preset.empty() ? ""
                                                             : code(each.preset);
            rows_ += "| " + code(key) + " | " + for_table(type_of(each.form)) + " | " + for_table(preset) +
                     " | " + for_table(sentence(each.help)) + " |\n";
            add_nested(each.form, key + ".");
        }
    }

    // The maps inside of `form`, each once.
    void add_nested(const shape& form, const std::string& prefix) {
        for (const shape* each = &form; each != nullptr; each = each->or_else) {
            if (each->is == kind::map) add_nested(*each->item, prefix + "NAME.");
            if (each->is == kind::list) add_nested(*each->item, prefix);
            if (each->is != kind::group || is_known(each->members)) continue;
            known_.push_back(each->members.data());
            add(each->members, prefix);
        }
    }

    std::string text() const {
        if (rows_.empty()) return {};
        return "| Key | Type | Default | Meaning |\n|---|---|---|---|\n" + rows_ + "\n";
    }

private:
    bool is_known(std::span<const option> members) const {
        return std::find(known_.begin(), known_.end(), members.data()) != known_.end();
    }

    std::string rows_;
    std::vector<const option*> known_;
};

bool has_keys(const shape& form) {
    return form.is == kind::group || form.is == kind::map;
}

std::string sections() {
    std::string out = "## Sections\n\n";
    table top;
    for (const option& each : file_form.members) {
        if (!has_keys(each.form)) top.add({&each, 1}, {});
    }
    out += top.text();
    for (const option& each : file_form.members) {
        if (!has_keys(each.form)) continue;
        const std::string name = std::string(each.name) + (each.form.is == kind::map ? ".NAME" : "");
        table keys;
        keys.add_nested(each.form.is == kind::map ? *each.form.item : each.form, {});
        out += "### " + code(name) + (each.required ? " (required)" : "") + "\n\n" + std::string(each.help) +
               "\n\n" + keys.text();
    }
    return out;
}

std::string component_page(const component& what) {
    std::string out = "### " + code(what.name) + "\n\n" + sentence(what.help) + "\n\n";
    if (what.argument.is != kind::group || what.argument.or_else != nullptr) {
        out += "Argument: " + type_of(what.argument) + "\n\n";
    }
    table argument;
    argument.add_nested(what.argument, {});
    out += argument.text();
    if (what.options.empty()) return out;
    table beside;
    beside.add(what.options, {});
    return out + "Keys beside " + code(what.name) + ":\n\n" + beside.text();
}

bool same_keys(const component& one, const component& other) {
    return !one.argument.members.empty() && one.argument.members.data() == other.argument.members.data();
}

// Of components with the same keys the first has the table.
std::string components(std::string_view title, catalogue all) {
    std::string out = "## " + std::string(title) + "\n\n";
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (i == 0 || !same_keys(*all[i], *all[0])) {
            out += component_page(*all[i]);
            continue;
        }
        out += "### " + code(all[i]->name) + "\n\n" + sentence(all[i]->help) + " Its keys are those of " +
               code(all[0]->name) + ".\n\n";
    }
    return out;
}

}  // namespace

std::string reference(const catalogues& known) {
    return sections() + components("Framers", known.framers) + components("Checksums", known.checksums) +
           components("Decoders", known.decoders) + components("Encoders", known.encoders) +
           components("Stages", known.stages) + components("Formats", known.formats) +
           components("Devices", known.devices);
}

// Of a page beside that with the components.
std::string test_reference() {
    table all;
    all.add_nested(test_file_form, {});
    std::string text = all.text();
    for (std::size_t at = text.find("](#"); at != text.npos; at = text.find("](#", at))
        text.insert(at + 2, "configuration.md");
    return text;
}

}  // namespace weir
