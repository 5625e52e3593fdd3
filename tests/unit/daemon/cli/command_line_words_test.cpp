#include "daemon/cli/command_line_words.hpp"

#include <gmock/gmock.h>

namespace weir {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// `name`: the last one of an option, or what stands for an argument.
command_word word_of(const std::string& command, const std::string& name) {
    for (const subcommand_words& each : command_line_words()) {
        if (each.name != command) continue;
        for (const command_word& word : each.words) {
            if ((word.names.empty() ? word.value : word.names.back()) == name) return word;
        }
    }
    ADD_FAILURE() << "no " << name << " of " << command;
    return {};
}

TEST(CommandWords, TellOptionsWithWhatTheyTake) {
    const command_word config = word_of("run", "--config");
    EXPECT_THAT(config.names, ElementsAre("-c", "--config"));
    EXPECT_EQ(config.value, "FILE");
    EXPECT_EQ(config.preset, "/etc/weir/weir.yaml");
    EXPECT_FALSE(config.required);
    EXPECT_EQ(word_of("check", "--strict").value, "");
    EXPECT_TRUE(word_of("record", "--output").required);
}

TEST(CommandWords, TakeChecksFromTypes) {
    EXPECT_EQ(word_of("probe", "--seconds").value, "N");
    EXPECT_EQ(word_of("record", "--baud").value, "UINT");
    EXPECT_EQ(word_of("call", "--url").value, "mqtt://[USER[:PASSWORD]@]HOST[:PORT]");
    EXPECT_EQ(word_of("record", "--parity").value, "TEXT");
    EXPECT_THAT(word_of("record", "--parity").choices, ElementsAre("none", "even", "odd"));
}

TEST(CommandWords, TellArgumentsAndWhichAreRepeated) {
    EXPECT_TRUE(word_of("test", "FILE").repeated);
    EXPECT_TRUE(word_of("test", "FILE").required);
    EXPECT_FALSE(word_of("tap", "SOURCE|PORT").required);
    EXPECT_FALSE(word_of("record", "PORT").repeated);
}

TEST(CommandWords, HaveTheCommandsAsTheProgramsArgument) {
    const std::vector<subcommand_words> all = command_line_words();
    const std::vector<std::string> names = word_of("", "COMMAND").choices;
    ASSERT_EQ(names.size() + 1, all.size());
    for (std::size_t i = 0; i < names.size(); ++i)
        EXPECT_EQ(names[i], all[i + 1].name);
}

TEST(Completion, QuotesWhatShellsWouldTake) {
    const std::vector<subcommand_words> all{
        {"go", "Who's it: go", {{{"-x"}, "A:B", {}, "What's [this]?", {}, false, false}}}};
    EXPECT_THAT(zsh_completion(all), HasSubstr(R"('go:Who'\''s it\: go')"));
    EXPECT_THAT(zsh_completion(all), HasSubstr(R"('-x[What'\''s \[this\]?]:A\:B:')"));
}

}  // namespace
}  // namespace weir
