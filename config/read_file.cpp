#include "config/read_file.hpp"

#include <cerrno>
#include <filesystem>
#include <fstream>

#include "config/document.hpp"

namespace weir {

std::string read_file(const std::string& path, std::error_code& failed) {
    if (std::filesystem::is_directory(path, failed)) {
        failed = std::make_error_code(std::errc::is_a_directory);
        return {};
    }
    errno = 0;
    std::ifstream in(path, std::ios::binary);
    std::string text(most_document_bytes + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    failed = in.is_open() && !in.bad() ? std::error_code() : std::error_code(errno, std::generic_category());
    text.resize(static_cast<std::size_t>(in.gcount()));
    return text;
}

}  // namespace weir
