#pragma once

#include <boost/system/error_code.hpp>
#include <cstdint>
#include <string>
#include <string_view>

namespace weir {

// A file that grows to `max` bytes and then becomes PATH.1, in the place of the one before: never more than
// two times `max` on the disk. Opened for each writing, so that it may be moved or removed at any time.
class rotating_file {
public:
    rotating_file(std::string path, std::uint64_t max) : path_(std::move(path)), max_(max) {}

    const std::string& path() const { return path_; }

    // All of `text`, which is smaller than `max`, or nothing and why. Blocks.
    boost::system::error_code append(std::string_view text) const;

private:
    std::string path_;
    std::uint64_t max_;
};

}  // namespace weir
