#include "daemon/encode/json_value.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace weir {
namespace {

TEST(JsonValue, IsWrittenAsPeopleWriteIt) {
    for (const char* text :
         {R"({"a":12.5,"b":[1,-2,18446744073709551615,null,true,false],"c":{},"d":[],"e":"\"\\\n"})", "0.1",
          "-20.0", R"({"a\"b":"x"})", R"([[1],{"a":[]}])", "1e-07"}) {
        EXPECT_EQ(to_text(boost::json::parse(text)), text);
    }
}

}  // namespace
}  // namespace weir
