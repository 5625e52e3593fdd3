#include "drivers/recording/file.hpp"

#include <boost/system/error_code.hpp>
#include <cerrno>
#include <filesystem>

namespace weir {

namespace {

namespace errc = boost::system::errc;

boost::system::error_code refuse(boost::system::error_code error, std::string& why) {
    why = error == errc::no_such_file_or_directory || error == errc::not_a_directory
              ? "there is no such file"
              : "it cannot be read: " + error.message();
    return error;
}

}  // namespace

boost::system::result<std::unique_ptr<recording_file>> open_recording(const std::string& path,
                                                                      std::string& why) {
    std::error_code failed;
    const bool regular = std::filesystem::is_regular_file(path, failed);
    if (failed) return refuse(failed, why);
    auto made = regular ? std::make_unique<recording_file>(path) : nullptr;
    if (made && !made->opened()) return refuse({errno, boost::system::system_category()}, why);
    if (made && made->reader().head()) return made;
    why = made ? made->reader().error() : "it is no file";
    return make_error_code(errc::illegal_byte_sequence);
}

}  // namespace weir
