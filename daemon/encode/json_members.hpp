#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <string>
#include <string_view>

namespace weir {

// Writes an object as JSON text, member by member, in their order. Each name once.
class json_members {
public:
    void text(std::string_view name, std::string_view held);
    void text_or_null(std::string_view name, std::string_view held);  // null when it is empty
    void number(std::string_view name, std::int64_t held);
    void truth(std::string_view name, bool held);
    void null(std::string_view name);
    void json(std::string_view name, const boost::json::value& held);

    // The whole of it; the last call.
    std::string take();

private:
    std::string& begin(std::string_view name);

    std::string text_ = "{";
};

}  // namespace weir
