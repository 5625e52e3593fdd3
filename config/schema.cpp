#include "config/schema.hpp"

#include <array>
#include <boost/json/array.hpp>
#include <utility>
#include <vector>

#include "config/fill.hpp"
#include "config/pretty_json.hpp"
#include "config/schema_forms.hpp"
#include "config/sections.hpp"
#include "config/short_frame.hpp"
#include "config/test_form.hpp"
#include "config/wording.hpp"

namespace weir {

namespace {

namespace json = boost::json;

constexpr std::array slots{slot::framer, slot::checksum, slot::decoder, slot::encoder,
                           slot::stage,  slot::format,   slot::device};

json::object reference_to(const std::string& definition) {
    return {{"$ref", "#/definitions/" + definition}};
}

std::string definition_of(slot which, const component& what) {
    return std::string(name_of(which)).append(".").append(what.name);
}

// `forms`, of which one is enough. A reference is put aside, since validators pass over what stands beside
// it.
json::object any_form(json::array forms) {
    if (forms.size() == 1 && !forms[0].as_object().contains("$ref")) return std::move(forms[0].as_object());
    return {{"anyOf", std::move(forms)}};
}

// "one of these keys": `name` or what may stand in its place.
json::object any_key(const option& what) {
    json::array ways{json::object{{"required", {what.name}}}};
    for (const std::string_view each : words_of(what.unless))
        ways.push_back(json::object{{"required", {each}}});
    return {{"anyOf", std::move(ways)}};
}

json::object form_of(const shape& form, bool or_nothing);

json::object property(const option& what) {
    json::object made{{"description", description_of(what)}};
    if (!what.preset.empty()) made["default"] = preset_of(what);
    for (auto& each : form_of(what.form, true))
        made.insert(std::move(each));
    return made;
}

// A map with `members` as its keys and, in front of them, `properties`, which are required.
json::object group_form(std::span<const option> members, json::object properties = {}) {
    json::array required, either;
    for (const auto& each : properties)
        required.emplace_back(each.key());
    for (const option& each : members) {
        properties[each.name] = property(each);
        if (!each.required) continue;
        if (each.unless.empty()) {
            required.emplace_back(each.name);
        } else {
            either.push_back(any_key(each));
        }
    }
    json::object made = structured_form("object");
    made["properties"] = std::move(properties);
    made["additionalProperties"] = false;
    if (!required.empty()) made["required"] = std::move(required);
    if (!either.empty()) made["allOf"] = std::move(either);
    return made;
}

json::object one_form(const shape& form) {
    if (form.is == kind::any) return {};
    if (form.is == kind::component) return reference_to(std::string(name_of(form.from)));
    if (form.is == kind::group) return group_form(form.members);
    if (!is_structured(form)) return scalar_form(form);
    const bool list = form.is == kind::list;
    json::object made = structured_form(list ? "array" : "object");
    limit(made, form, list ? "minItems" : "minProperties", list ? "maxItems" : "maxProperties");
    made[list ? "items" : "additionalProperties"] = form_of(*form.item, true);
    return made;
}

bool needs_variable(const shape& form) {
    bool is_scalar = false;
    for (const shape* each = &form; each != nullptr; each = each->or_else) {
        if (takes_any_text(*each)) return false;
        is_scalar = is_scalar || !(is_structured(*each) || each->is == kind::component);
    }
    return is_scalar;
}

// `or_nothing`: where it may be left empty, if the form allows.
json::object form_of(const shape& form, bool or_nothing) {
    json::array forms;
    bool after_number = false;
    for (const shape* each = &form; each != nullptr; each = each->or_else) {
        json::object made = one_form(*each);
        // What is a number is not taken for the other form.
        if (each->is == kind::text && after_number) made["type"] = {"string", "boolean"};
        after_number = after_number || each->is == kind::number || each->is == kind::integer;
        if (or_nothing && takes_nothing(*each)) made["type"].as_array().emplace_back("null");
        forms.push_back(std::move(made));
    }
    if (needs_variable(form)) forms.push_back(reference_to("variable"));
    return any_form(std::move(forms));
}

// `{csv: {...}}`, with the keys beside it.
json::object component_form(const component& what) {
    json::object argument{{"description", sentence(what.help)}};
    for (auto& each : form_of(what.argument, has_group(what.argument)))
        argument.insert(std::move(each));
    return group_form(what.options, {{what.name, std::move(argument)}});
}

// `frame: {delimiter: ..., checksum: ...}`
json::object short_frame_form(catalogue framers) {
    const component& framer = *find_component(framers, short_framer);
    std::vector<option> keys(framer.argument.members.begin(), framer.argument.members.end());
    keys.insert(keys.end(), framer.options.begin(), framer.options.end());
    json::object made = group_form(keys);
    made["minProperties"] = 1;
    return made;
}

json::object slot_form(slot which, catalogue all) {
    json::array forms;
    for (const component* each : all) {
        if (!stands_alone(*each)) continue;
        forms.push_back(json::object{{"const", each->name}, {"description", sentence(each->help)}});
    }
    for (const component* each : all)
        forms.push_back(reference_to(definition_of(which, *each)));
    if (which == slot::framer) forms.push_back(short_frame_form(all));
    forms.push_back(reference_to("variable"));
    return {{"title", name_of(which)}, {"anyOf", std::move(forms)}};
}

json::object definitions(const catalogues& known) {
    json::object made{{"variable", variable_form()}};
    for (const slot which : slots) {
        const catalogue all = catalogue_of(known, which);
        made[name_of(which)] = slot_form(which, all);
        for (const component* each : all)
            made[definition_of(which, *each)] = component_form(*each);
    }
    return made;
}

std::string schema_of(const shape& form, const json::object& about, const catalogues& known) {
    json::object file{{"$schema", "http://json-schema.org/draft-07/schema#"}};
    for (const auto& each : about)
        file.insert(each);
    for (auto& each : form_of(form, false))
        file.insert(std::move(each));
    file["definitions"] = definitions(known);
    return pretty_json(file) + "\n";
}

}  // namespace

std::string json_schema(const catalogues& known) {
    return schema_of(file_form,
                     {{"$id", "urn:weir:configuration:1"},
                      {"title", "weir.yaml"},
                      {"description", "The configuration of weir."}},
                     known);
}

std::string test_json_schema(const catalogues& known) {
    return schema_of(test_file_form,
                     {{"$id", "urn:weir:tests:1"},
                      {"title", "weir.test.yaml"},
                      {"description", "Tests of a configuration of weir."}},
                     known);
}

}  // namespace weir
