#include "config/load.hpp"

#include <utility>

#include "config/assemble.hpp"
#include "config/build.hpp"
#include "config/report.hpp"
#include "config/sections.hpp"
#include "config/short_frame.hpp"
#include "config/unused.hpp"

namespace weir {

load_result load_config(const std::string& path, const catalogues& known, const config_origin& from) {
    assembled all = assemble(path, from);
    if (!all.root) return {std::nullopt, report(all.found, all.files, all.hidden)};
    expand_short_frames(*all.root, known.framers);
    const setting root = filler(known, all.found).fill(*all.root, file_form, {"", {1, 1}});
    settings made = build_settings(root, {known, all.found, path});
    if (!all.found.empty()) return {std::nullopt, report(all.found, all.files, all.hidden)};
    warn_of_unused(root, made, all.warnings);
    return {std::move(made),
            {},
            report(all.warnings, all.files, all.hidden, severity::warning),
            std::move(all.hidden)};
}

load_result parse_config(std::string_view text, const std::string& name, const catalogues& known) {
    memory_files files;
    files.add(name, std::string(text));
    return load_config(name, known, {files, [](const auto&) { return std::nullopt; }});
}

}  // namespace weir
