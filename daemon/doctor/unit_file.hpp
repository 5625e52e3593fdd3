#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace weir::doctor {

// A file of systemd's, as systemd.syntax(7) has it; what is no assignment in a section is passed over. Any
// bytes are allowed.
class unit_file {
public:
    unit_file() = default;
    explicit unit_file(std::string_view text) { add(text); }

    // A drop-in: what it says comes after what was said before.
    void add(std::string_view text);

    // What was said last; empty when nothing was.
    std::string last(std::string_view section, std::string_view key) const;
    bool says_yes(std::string_view section, std::string_view key) const;
    // The words of all that was said since an empty assignment.
    std::vector<std::string> words(std::string_view section, std::string_view key) const;

    struct assignment {
        std::string section;
        std::string key;
        std::string value;
        bool operator==(const assignment&) const = default;
    };
    const std::vector<assignment>& all() const { return all_; }

private:
    std::vector<assignment> all_;
};

}  // namespace weir::doctor
