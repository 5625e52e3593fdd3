#include "config/schema.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/catalogues.hpp"
#include "tests/support/schema_places.hpp"

// tests/schema holds it to real files, with a validator and an editor's language server.
namespace weir {
namespace {

namespace json = boost::json;
using test::all_schema_places;
using test::schema_place;

json::value parsed() {
    return json::parse(json_schema(all_catalogues()));
}

const json::value* find(const json::value& in, const std::string& pointer) {
    boost::system::error_code none;
    return in.find_pointer(pointer, none);
}

TEST(schema, has_every_place_of_the_tables) {
    const json::value schema = parsed();
    const auto places = all_schema_places(schema, all_catalogues());
    EXPECT_GT(places.size(), 250U);
    for (const schema_place& each : places)
        EXPECT_NE(find(schema, each.pointer), nullptr) << each.pointer;
}

TEST(schema, of_tests_has_every_step_and_anything_as_a_payload) {
    const json::value schema = json::parse(test_json_schema(all_catalogues()));
    const std::string step = "/properties/tests/items/properties/steps/items/properties/";
    for (const char* each : {"send/properties/bytes", "wait", "expect/properties/topic", "outcome", "broker"})
        EXPECT_NE(find(schema, step + each), nullptr) << each;
    const json::value* payload = find(schema, step + "expect/properties/payload");
    ASSERT_NE(payload, nullptr);
    EXPECT_EQ(payload->as_object().size(), 1U) << "its description alone: " << json::serialize(*payload);
}

TEST(schema, has_every_component_in_its_slot) {
    const json::value schema = parsed();
    const auto has = [&](std::string_view which, catalogue all) {
        const std::string slot(which);
        const std::string forms = json::serialize(schema.at("definitions").at(slot));
        for (const component* each : all) {
            const std::string name = slot + "." + std::string(each->name);
            EXPECT_NE(find(schema, "/definitions/" + name), nullptr) << name;
            EXPECT_THAT(forms, testing::HasSubstr("\"#/definitions/" + name + "\""));
        }
    };
    const catalogues known = all_catalogues();
    has("framer", known.framers);
    has("checksum", known.checksums);
    has("decoder", known.decoders);
    has("encoder", known.encoders);
    has("stage", known.stages);
    has("format", known.formats);
    has("device", known.devices);
}

void expect_closed_and_described(const json::value& within, const std::string& path) {
    if (const auto* items = within.if_array()) {
        for (const json::value& each : *items)
            expect_closed_and_described(each, path + "[]");
    }
    const auto* object = within.if_object();
    if (object == nullptr) return;
    if (object->contains("properties")) {
        EXPECT_EQ(object->at("additionalProperties"), false) << path;
        for (const auto& [name, property] : object->at("properties").as_object())
            EXPECT_TRUE(property.as_object().contains("description")) << path << "/" << std::string(name);
    }
    for (const auto& [name, value] : *object)
        expect_closed_and_described(value, path + "/" + std::string(name));
}

TEST(schema, knows_all_keys_and_says_something_of_each) {
    expect_closed_and_described(parsed(), "");
}

TEST(schema, says_of_each_kind_what_weir_takes) {
    const json::value schema = parsed();
    const struct {
        const char* pointer;
        const char* form;
    } table[] = {
        {"/properties/ports/additionalProperties/properties/echo",
         R"_({"description":"What is written comes back, as with many two-wire adapters: it is taken out of what is read. (true or false; false when not given)","default":false,"anyOf":[{"type":"boolean"},{"$ref":"#/definitions/variable"}]})_"},
        {"/properties/ports/additionalProperties/properties/baud/anyOf/0",
         R"({"type":"integer","minimum":50,"maximum":4000000})"},
        {"/properties/mqtt/properties/keepalive/anyOf/0",
         R"_({"type":["string"],"pattern":"^([0-9]+\\.?[0-9]*|\\.[0-9]+)(us|ms|s|min|h|d)$","patternErrorMessage":"expected a duration such as 500ms"})_"},
        {"/properties/ports/additionalProperties/properties/quarantine/properties/max/anyOf/0",
         R"_({"type":["string","integer"],"pattern":"^[0-9]+(B|KiB|MiB|GiB)$","patternErrorMessage":"expected a size such as 64KiB","minimum":4096,"maximum":1073741824})_"},
        {"/properties/mqtt/properties/protocol/anyOf/0", R"({"enum":["5",5,"3.1.1"]})"},
        {"/properties/mqtt/properties/protocol/default", R"("5")"},
        {"/properties/sources/additionalProperties/allOf",
         R"([{"anyOf":[{"required":["decode"]},{"required":["modbus"]},{"required":["join"]}]}])"},
        {"/required", R"(["version","node","mqtt"])"},
        {"/properties/sources/type", R"(["object","string","null"])"},
        {"/definitions/variable/pattern", R"("\\$\\{")"},
    };
    for (const auto& each : table) {
        const json::value* found = find(schema, each.pointer);
        ASSERT_NE(found, nullptr) << each.pointer;
        EXPECT_EQ(json::serialize(*found), each.form) << each.pointer;
    }
}

TEST(schema, leads_nowhere_outside_of_itself) {
    const std::string text = json_schema(all_catalogues());
    EXPECT_EQ(text.find(".md)"), std::string::npos);
    EXPECT_TRUE(text.ends_with("}\n"));
    EXPECT_EQ(text, json_schema(all_catalogues()));
}

}  // namespace
}  // namespace weir
