#include <filesystem>
#include <optional>

#include "daemon/doctor/checks.hpp"

namespace weir::doctor {

namespace {

// The folder of the service's first credential; nothing when it has none, or when we have been given ours.
std::optional<std::string> missing_credentials(const visit& at) {
    if (!at.is_service() ||
        at.loaded.errors.find("$CREDENTIALS_DIRECTORY, which is not set") == std::string::npos)
        return std::nullopt;
    const auto words = at.service->unit.words("Service", "LoadCredential");
    const std::size_t colon = words.empty() ? std::string::npos : words.front().find(':');
    if (colon == std::string::npos) return std::nullopt;
    return std::filesystem::path(words.front().substr(colon + 1)).parent_path();
}

// Edit it, unless it is only we who cannot read all that the daemon reads.
std::vector<std::string> remedy(const visit& at) {
    const std::string file = shell_word(at.config);
    if (!barrier(at.host, at.host.us(), at.config).empty()) return {"sudo weir doctor -c " + file};
    if (const auto folder = missing_credentials(at)) {
        return {"# the service has credentials that were not looked for; with them:",
                "sudo env CREDENTIALS_DIRECTORY=" + shell_word(*folder) + " weir doctor -c " + file};
    }
    return {open_editor(at), "weir check -c " + file};
}

std::vector<finding> look(const visit& at) {
    if (!at.has_settings()) return {{state::problem, at.loaded.errors, remedy(at)}};
    if (!at.loaded.warnings.empty()) return {{state::warning, at.loaded.warnings, remedy(at)}};
    return {{state::ok, at.config + " is right"}};
}

}  // namespace

extern const check configuration_check{"configuration", look};

}  // namespace weir::doctor
