#include "config/load.hpp"

#include "config/build.hpp"
#include "config/document.hpp"
#include "config/read_file.hpp"
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
