#include "config/document.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weir {
namespace {

using testing::HasSubstr;
using form = node::form;

struct read_result {
    std::optional<node> root;
    problems found;

    std::string first() const {
        if (found.empty()) return "no problem";
        const problem& why = found.all().front();
        return std::to_string(why.where.line) + ":" + std::to_string(why.where.column) + ": " + why.message;
    }
};

read_result read(std::string_view text) {
    read_result result;
    result.root = parse_document(text, result.found);
    return result;
}

std::string repeat(std::string_view what, std::size_t times) {
    std::string all;
    for (std::size_t i = 0; i < times; ++i)
        all += what;
    return all;
}

std::string fill_up(std::string_view what) {
    return repeat(what, most_document_bytes / what.size());
}

void expect_place(place where, std::uint32_t line, std::uint32_t column) {
    EXPECT_EQ(where.line, line);
    EXPECT_EQ(where.column, column);
}

TEST(document, becomes_a_tree_with_places_from_one) {
    const auto [root, found] = read("# comment\na: 1\nb: ['x', {c: y z}]\nd:\ne: ~\n");
    ASSERT_TRUE(root);
    EXPECT_TRUE(found.empty());
    ASSERT_EQ(root->entries.size(), 4U);
    const node& one = root->entries[0].value;
    EXPECT_EQ(one.text, "1");
    EXPECT_FALSE(one.quoted);
    expect_place(root->entries[0].key_at, 2, 1);
    expect_place(one.where, 2, 4);

    const node& list = root->entries[1].value;
    ASSERT_EQ(list.is, form::sequence);
    expect_place(list.where, 3, 4);
    EXPECT_TRUE(list.items[0].quoted);
    EXPECT_EQ(list.items[1].entries[0].key, "c");
    expect_place(list.items[1].entries[0].value.where, 3, 14);

    for (const std::size_t null : {2U, 3U}) {
        EXPECT_EQ(root->entries[null].value.is, form::null);
        expect_place(root->entries[null].value.where, static_cast<std::uint32_t>(null) + 2, 1);  // of the key
    }
}

TEST(document, repeats_what_aliases_name_with_the_anchors_place) {
    const auto [root, found] = read("a: &it {x: 1}\nb: *it\n");
    ASSERT_TRUE(root);
    EXPECT_TRUE(found.empty());
    EXPECT_EQ(root->entries[1].value.entries[0].value.text, "1");
    expect_place(root->entries[1].value.where, 1, 4);
}

TEST(document, knows_the_tags_of_names) {
    const auto [root, found] = read("a: !secret x\nb: !include 'y z'\nc: !include\nd: '!secret x'\n");
    ASSERT_TRUE(root);
    EXPECT_TRUE(found.empty());
    const auto expect = [&](std::size_t entry, node::tag tag, const char* text) {
        EXPECT_EQ(root->entries[entry].value.tagged, tag);
        EXPECT_EQ(root->entries[entry].value.text, text);
    };
    expect(0, node::tag::secret, "x");
    expect(1, node::tag::include, "y z");
    expect(2, node::tag::include, "");
    expect(3, node::tag::none, "!secret x");
}

TEST(document, is_one_of_several) {
    problems found;
    document_extent spent;
    const auto root = parse_document("a: {b: 1}\nc: &x [2]\n", {.file = 3}, spent, found);
    ASSERT_TRUE(root);
    EXPECT_EQ(root->entries[0].value.entries[0].value.where.file, 3U);
    EXPECT_EQ(root->entries[1].key_at.file, 3U);
    EXPECT_GE(spent.nodes, 5U);
    EXPECT_GE(spent.text, 2U);

    EXPECT_FALSE(parse_document("a: [[x]]", {.file = 4, .depth = 62}, spent, found));
    EXPECT_FALSE(parse_document("a: ]", {.file = 5}, spent, found));
    spent.nodes = most_document_nodes;
    EXPECT_FALSE(parse_document("a: 1", {.file = 6}, spent, found));
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(found.all()[0].message, "nested deeper than 64 levels");
    EXPECT_EQ(found.all()[0].where.file, 4U);
    EXPECT_EQ(found.all()[1].where.file, 5U);
    EXPECT_EQ(found.all()[2].message, "more than 100000 values, aliases included");
    EXPECT_EQ(found.all()[2].where.file, 6U);
}

TEST(document, says_where_the_yaml_is_broken) {
    const std::pair<const char*, const char*> table[] = {
        {"a: b: c\n", "1:5: a ':' that belongs to no key here"},
        {"a: 5\n b: 6\n", "2:3: a ':' that belongs to no key here"},
        {"a:\n\t- b\n", "2:1: a tab in the indentation"},
        {"a:\n  \tb: c\n", "2:3: a tab in the indentation"},
        {"a: - b\n", "1:4: a list's '-' is not possible here"},
        {"a: [b\nc: d\n", "2:2: a '[' is not closed"},
        {"a: {b: c\n", "1:8: a '{' is not closed"},
        {"a: 1\nb: 'x\nc: 2\n", "2:4: the quote that opens here is not closed"},
        {"a: \"x\\\"\n", "1:4: the quote that opens here is not closed"},
        {"a: 'it''s\n", "1:4: the quote that opens here is not closed"},
        {"a: ]\n", "1:4: nothing is open here that this could close"},
        {"a: @x\n", "1:4: no value can begin with this character"},
        {"a: `x`\n", "1:4: no value can begin with this character"},
        {"a: *x\n", "1:4: the alias names an anchor that does not exist"},
        {"a: &x [1, *x]\n", "1:11: an alias inside of what it repeats"},
        {"a: \"\\q\"\n", "1:7: unknown escape character: q"},
        {"a: 1\n- b\n", "2:1: this line does not continue the map above"},
        {"[a]: b\n", "1:1: a key must be a plain name"},
        {": b\n", "1:1: a key is missing in front of ':'"},
        {"a: 1\n---\nb: 2\n", "2:1: a second YAML document"},
        {"a: 1\n...\njunk\n", "3:1: a second YAML document"},
        {" a: 5\nb: 6\n", "2:1: a second YAML document"},
        {"a: 1\na: 2\n", "2:1: duplicate key 'a'"},
        {"x: {a: 1, 'a': 2}\n", "1:11: duplicate key 'a'"},
        {"a: &x {b: 1}\nc: {<<: *x}\n", "2:5: merge keys ('<<') are not supported"},
        {"a: !secret [x]\n", "1:4: the tag !secret takes a name"},
        {"!secret a: x\n", "1:1: a key must be a plain name"},
        {"password: !hunter2\n", "1:11: no value can begin with '!'"},
        {"passwort: {a: !hunter2}\n", "1:15: no value can begin with '!'"},
        {"a: !!str 5\n", "1:4: the tag !!str is not supported"},
        {"a: !include {x: y}\n", "1:4: the tag !include takes a name"},
        {"a: \xff\n", "1:4: not valid UTF-8: byte 0xFF"},
        {"a: caf\xe9\n", "1:7: not valid UTF-8: byte 0xE9"},
        {"a: b\nc: \x1b[0m\n", "2:4: control character 0x1B"},
        {"a: \x7f\n", "1:4: control character 0x7F"},
        {"a: \xc2\x85\n", "1:4: control character 0x85"},
    };
    for (const auto& [text, problem] : table)
        EXPECT_EQ(read(text).first(), problem) << text;
    EXPECT_EQ(read(std::string_view("a: \0b\n", 7)).first(), "1:4: control character 0x00");
}

TEST(document, reads_on_after_what_leaves_the_rest_readable) {
    const auto [root, found] = read("a: 1\na: 2\nb: !tag x\n<<: {c: 1}\nd: 4\n");
    ASSERT_TRUE(root);
    EXPECT_EQ(found.size(), 3U);
    ASSERT_EQ(root->entries.size(), 3U);
    EXPECT_EQ(root->entries[0].value.text, "1");
    EXPECT_EQ(root->entries[2].key, "d");
}

TEST(document, of_nothing_is_nothing) {
    for (const char* text : {"", "\n\n", "# only a comment", "%YAML 1.2\n"}) {
        const auto [root, found] = read(text);
        EXPECT_FALSE(root) << text;
        EXPECT_TRUE(found.empty()) << text;
    }
}

TEST(document, is_bounded_in_size) {
    std::string text = "a: 1\n" + std::string(most_document_bytes, '#');
    EXPECT_EQ(read(text).first(), "1:1: the file is larger than 1 MiB");
    text.resize(most_document_bytes);
    EXPECT_TRUE(read(text).root);
}

TEST(document, is_bounded_in_depth) {
    const auto nested = [](std::size_t depth) { return repeat("[", depth) + repeat("]", depth); };
    EXPECT_TRUE(read(nested(most_document_depth)).root);
    EXPECT_EQ(read(nested(most_document_depth + 1)).first(), "1:65: nested deeper than 64 levels");
    EXPECT_EQ(read(repeat("- ", 65) + "x").first(), "1:129: nested deeper than 64 levels");
    EXPECT_EQ(read("a: &a " + nested(40) + "\nb: " + repeat("[", 25) + "*a" + repeat("]", 25)).first(),
              "2:29: nested deeper than 64 levels");
    std::string block;
    for (std::size_t i = 0; i < 65; ++i)
        block += std::string(i, ' ') + "a:\n";
    EXPECT_EQ(read(block + std::string(65, ' ') + "x\n").first(), "65:65: nested deeper than 64 levels");
}

// The parser would take seconds for these: they are refused before it sees them.
TEST(document, of_open_brackets_is_refused_at_the_thousandth) {
    EXPECT_EQ(read(fill_up("[")).first(), "1:1001: nested deeper than 64 levels");
    EXPECT_EQ(read(fill_up("{")).first(), "1:1001: nested deeper than 64 levels");
    EXPECT_EQ(read(fill_up("[a,\n")).first(), "1001:1: nested deeper than 64 levels");
    EXPECT_TRUE(read("a: '" + std::string(1000, '[') + "'").root);
}

TEST(document, is_bounded_in_nodes_with_what_aliases_repeat) {
    std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 10; ++i) {
        const std::string before = "*a" + std::to_string(i - 1);
        const std::string name = "a" + std::to_string(i);
        bomb += name + ": &" + name + " [" + repeat(before + ", ", 9) + before + "]\n";
    }
    EXPECT_THAT(read(bomb).first(), HasSubstr("more than 100000 values, aliases included"));
    EXPECT_THAT(read("[" + repeat("a,", 100'001) + "]").first(), HasSubstr("more than 100000 values"));
    EXPECT_TRUE(read("[" + repeat("a,", 99'999) + "]").root);
}

TEST(document, is_bounded_in_text_with_what_aliases_repeat) {
    const std::string text = "a: &a " + std::string(500'000, 'x') + "\nb: [" + repeat("*a,", 1000) + "]\n";
    EXPECT_EQ(read(text).first(), "1:4: more than 4 MiB of text, aliases included");
}

TEST(document, survives_much_of_anything) {
    for (const char* what :
         {"- ",       "? ",   "a: ",    "&a ", "*a ", "!a ",     "\"",      "'",     "|\n",      ">\n",
          "%",        "%a\n", ",",      "]",   ":",   ": ",      "---\n",   "...\n", "\t",       "\n",
          "[],",      "{},",  "k: v\n", "-\n", "#",   "\"a\"\n", "!!",      "!<",    "- &a a\n", "}{",
          "'a': 1\n", "a",    "a ",     "a\n", "\\",  "<<: a\n", "a: 'b\n", "\r"}) {
        const auto [root, found] = read(repeat(what, 128 * 1024 / std::string_view(what).size()));
        EXPECT_TRUE(root || !found.empty() ||
                    std::string_view("%\t\n#%a\n\r").find(what) != std::string_view::npos)
            << what;
    }
}

}  // namespace
}  // namespace weir
