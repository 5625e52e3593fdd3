#pragma once

#include <boost/system/result.hpp>
#include <fstream>
#include <memory>
#include <string>

#include "drivers/recording/reader.hpp"

namespace weir {

// A recording on the disk, which is read while it is used.
class recording_file {
public:
    explicit recording_file(const std::string& path) : in_(path, std::ios::binary), reader_(in_) {}

    bool opened() const { return in_.is_open(); }
    recording_reader& reader() { return reader_; }
    // Of one that open_recording() gave.
    const recording_head& head() const { return *reader_.head(); }

private:
    std::ifstream in_;
    recording_reader reader_;
};

// Of a regular file that begins as a recording. Else `why` says in words what the error means:
// illegal_byte_sequence stands for a file that is none.
boost::system::result<std::unique_ptr<recording_file>> open_recording(const std::string& path,
                                                                      std::string& why);

}  // namespace weir
