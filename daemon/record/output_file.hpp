#pragma once

#include <boost/system/error_code.hpp>
#include <cstdint>
#include <string>
#include <string_view>

namespace weir {

// A regular file that is written from its beginning. What was in it is gone. Used from one thread at a time.
class output_file {
public:
    // Throws std::system_error when it cannot be made, or is something else.
    explicit output_file(const std::string& path);
    ~output_file();
    output_file(const output_file&) = delete;
    output_file& operator=(const output_file&) = delete;

    // All of it; or as good as nothing, and why. Blocks.
    boost::system::error_code append(std::string_view bytes);

private:
    int fd_;
    std::uint64_t size_ = 0;
};

}  // namespace weir
