#include "config/load.hpp"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "config/build.hpp"
#include "config/document.hpp"
#include "config/report.hpp"
#include "config/secrets.hpp"
#include "config/sections.hpp"
#include "config/short_frame.hpp"
#include "config/wording.hpp"

namespace weir {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

load_result refuse(const problems& found, std::string_view text, const std::string& name,
                   const secrets& hidden = {}) {
    return {std::nullopt, report(found, text, name, hidden)};
}

// Whether the document is a map; what else it is becomes a problem.
bool is_map(const std::optional<node>& document, problems& found) {
    if (document && document->is == node::form::map) return true;
    if (document && document->is != node::form::null) {
        const bool list = document->is == node::form::sequence;
        found.add({1, 1}, std::string("expected a map of keys such as 'version: 1', got ") +
                              (list ? "a list" : "text"));
    } else if (found.empty()) {
        found.add({1, 1}, "the file is empty", "it needs at least version, node.id and mqtt.url");
    }
    return false;
}

// The file's text, at most one byte more than a configuration may have.
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

}  // namespace

load_result parse_config(std::string_view text, const std::string& name, const catalogues& known) {
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    problems found;
    std::optional<node> document = parse_document(text, found);
    if (!is_map(document, found)) return refuse(found, text, name);
    expand_short_frames(*document, known.framers);
    const secrets hidden = find_secrets(*document);
    const setting root = filler(known, found).fill(*document, file_form, {"", {1, 1}});
    settings all = build_settings(root, {known, found, name});
    if (!found.empty()) return refuse(found, text, name, hidden);
    return {std::move(all), {}};
}

load_result load_config(const std::string& path, const catalogues& known) {
    std::error_code failed;
    const std::string text = read_file(path, failed);
    if (!failed) return parse_config(text, path, known);
    problems found;
    found.add({}, "cannot read: " + failed.message());
    return refuse(found, {}, path);
}

}  // namespace weir
