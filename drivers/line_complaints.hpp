#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace weir {

constexpr std::string_view written(bool flag) {
    return flag ? "true" : "false";
}

// Collects what a port cannot do: "parity: even is not supported by /dev/pts/3". `path` and `to` must outlive
// it.
class line_complaints {
public:
    line_complaints(const std::string& path, std::vector<std::string>& to) : path_(path), to_(to) {}

    void add_unless(bool fulfilled, std::string_view setting, std::string_view wanted) {
        if (fulfilled) return;
        to_.push_back(std::string(setting) + ": " + std::string(wanted) + " is not supported by " + path_);
    }

private:
    const std::string& path_;
    std::vector<std::string>& to_;
};

}  // namespace weir
