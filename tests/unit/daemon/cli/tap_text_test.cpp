#include "daemon/cli/tap_text.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "drivers/text.hpp"

namespace weir {
namespace {

std::string text_of(const std::string& rest) {
    return tap_text(
        boost::json::parse(R"({"t_ns":1,"ts":"2026-11-22T14:31:05.123Z",)" + rest + "}").as_object());
}

TEST(tap_text, is_a_line_for_people) {
    const struct {
        const char* event;
        const char* expected;
    } cases[] = {
        {R"("port":"gps","step":"frame","bytes":"24475047")",
         "14:31:05.123  port gps         frame     $GPG"},
        {R"("port":"gps","step":"read","bytes":"0103000000ff")",
         "14:31:05.123  port gps         read      01 03 00 00 00 ff"},
        {R"("port":"relay","step":"write","bytes":"4f4e0a")",
         "14:31:05.123  port relay       write     ON\\n"},
        {R"("port":"gps","step":"bad","reason":"too_long","bytes":"7878","size":70000)",
         "14:31:05.123  port gps         bad       too_long: xx … of 70000 bytes"},
        {R"("source":"climate","step":"sample","quality":"good","fields":{"t":21.5,"fix":"3d"})",
         "14:31:05.123  source climate   sample    t=21.5 fix=\"3d\""},
        {R"("source":"climate","step":"stage","stage":"scale","number":1,"held_back":false,"quality":"bad","fields":{"t":1})",
         "14:31:05.123  source climate   scale     (bad) t=1"},
        {R"("source":"climate","step":"stage","stage":"throttle","number":1,"held_back":true,"quality":"good","fields":{"t":1})",
         "14:31:05.123  source climate   throttle  held back: t=1"},
        {R"("source":"climate","step":"message","topic":"weir/n/climate/state","payload":"{\"t\":1}")",
         "14:31:05.123  source climate   message   weir/n/climate/state {\"t\":1}"},
        {R"("step":"message","topic":"weir/n/status","bytes":"00ff")",
         "14:31:05.123  weir             message   weir/n/status 00 ff"},
        {R"("source":"a-source-with-a-long-name","step":"sample","quality":"good","fields":{})",
         "14:31:05.123  source a-source-with-a-long-name  sample    "},
    };
    for (const auto& [event, expected] : cases)
        EXPECT_EQ(text_of(event), expected);
    EXPECT_EQ(tap_text({{"dropped", 7}}), "… 7 more went through than could be shown");
}

TEST(tap_text, survives_anything_and_commands_no_terminal) {
    for (const char* const event :
         {R"("step":7)", R"("x":1)", R"("port":"\u001b[2J","step":"\u001b","bytes":"\u001b")",
          R"("port":"gps","step":"frame","bytes":"1")", R"("port":"gps","step":"frame","bytes":"zz")",
          R"("source":"s","step":"sample","fields":[1])", R"("source":"s","step":"stage","held_back":7)",
          R"("step":"message","topic":"a\nb","payload":"\u009b\u001b]0;x\u0007")",
          R"("step":"bad","reason":"\u001b","bytes":"1b5b324a","size":"\u001b")"}) {
        const std::string text = text_of(event);
        EXPECT_TRUE(is_text(text)) << event;
        EXPECT_EQ(text.find('\n'), text.npos) << event;
    }
    EXPECT_TRUE(is_text(tap_text({{"dropped", "\x1b\n"}})));
}

}  // namespace
}  // namespace weir
