#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace weir {

// Where the files of a configuration are.
class file_reader {
public:
    struct traits {
        bool regular = false;          // not a directory, a pipe or a device
        bool others_may_read = false;  // whoever is neither the owner nor of the group
    };

    file_reader() = default;
    file_reader(const file_reader&) = delete;
    file_reader& operator=(const file_reader&) = delete;
    virtual ~file_reader() = default;

    virtual std::error_code look(const std::string& path, traits& its) const = 0;
    // The first `most` bytes.
    virtual std::error_code read(const std::string& path, std::size_t most, std::string& text) const = 0;
    // The names in the folder, in any order, `most` at most.
    virtual std::error_code list(const std::string& folder, std::size_t most,
                                 std::vector<std::string>& names) const = 0;
};

// Those of this machine.
class disk_files final : public file_reader {
public:
    std::error_code look(const std::string& path, traits& its) const override;
    std::error_code read(const std::string& path, std::size_t most, std::string& text) const override;
    std::error_code list(const std::string& folder, std::size_t most,
                         std::vector<std::string>& names) const override;
};

// Files that exist in memory alone, by their paths; all are regular.
class memory_files final : public file_reader {
public:
    void add(std::string path, std::string text, bool others_may_read = false);

    std::error_code look(const std::string& path, traits& its) const override;
    std::error_code read(const std::string& path, std::size_t most, std::string& text) const override;
    std::error_code list(const std::string& folder, std::size_t most,
                         std::vector<std::string>& names) const override;

private:
    struct file {
        std::string text;
        bool others_may_read;
    };
    std::map<std::string, file> files_;
};

// A variable of the environment; nothing when it is not set.
using variable_lookup = std::function<std::optional<std::string>(const std::string& name)>;

// All that a configuration is made from. The files must outlive it.
struct config_origin {
    const file_reader& files;
    variable_lookup variable;
};

config_origin this_machine();

}  // namespace weir
