#include "config/test_file.hpp"

#include <filesystem>
#include <utility>

#include "config/build.hpp"
#include "config/build_tests.hpp"
#include "config/config_origin.hpp"
#include "config/document.hpp"
#include "config/fill.hpp"
#include "config/load.hpp"
#include "config/report.hpp"
#include "config/test_form.hpp"

namespace weir {

namespace {

// The file as its table has it; null when it is no map.
setting filled(std::string_view text, const catalogues& known, problems& found) {
    const std::optional<node> document = parse_document(text, found);
    const bool is_map = document && document->is == node::form::map;
    if (!is_map && found.empty()) found.add({1, 1}, "expected a map of keys", "it needs config and tests");
    return is_map ? filler(known, found).fill(*document, test_file_form, {"", {1, 1}}) : setting();
}

test_file_result refuse(const problems& found, std::string_view text, const std::string& name) {
    return {std::nullopt, report(found, {{name, std::string(text)}})};
}

test_file_result build(const setting& root, std::string_view text, const std::string& name,
                       const settings& tested, problems& found) {
    std::vector<test_case> tests = build_tests(root["tests"], tested, found);
    if (!found.empty()) return refuse(found, text, name);
    return {test_file{name, tested, std::move(tests)}, {}};
}

}  // namespace

test_file_result parse_test_file(std::string_view text, const std::string& name, const settings& tested,
                                 const catalogues& known) {
    problems found;
    const setting root = filled(text, known, found);
    if (!root.present()) return refuse(found, text, name);
    return build(root, text, name, tested, found);
}

test_file_result load_test_file(const std::string& path, const catalogues& known) {
    problems found;
    std::string text;
    if (const auto failed = this_machine().files.read(path, most_document_bytes + 1, text)) {
        found.add({}, "cannot read: " + failed.message());
        return refuse(found, {}, path);
    }
    const setting root = filled(text, known, found);
    const setting& config = root["config"];
    if (!root.present() || !config.present()) return refuse(found, text, path);
    const load_result loaded = load_config(std::filesystem::path(path).parent_path() / config.text(), known);
    if (!loaded.settings) return {std::nullopt, loaded.errors};
    return build(root, text, path, *loaded.settings, found);
}

}  // namespace weir
