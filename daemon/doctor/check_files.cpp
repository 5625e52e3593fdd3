#include <filesystem>
#include <optional>

#include "daemon/doctor/checks.hpp"

namespace weir::doctor {

namespace {

namespace fs = std::filesystem;

// What the daemon reads, as far as that is known; the configuration first.
std::vector<std::string> files_of(const visit& at) {
    std::vector<std::string> files{at.config};
    const fs::path beside = fs::path(at.config).parent_path();
    // With a credential the file is not asked for.
    const bool has_credentials = !at.service->unit.words("Service", "LoadCredential").empty();
    if (const std::string secrets = beside / "secrets.yaml"; at.host.has(secrets) && !has_credentials)
        files.push_back(secrets);
    const std::string parts = beside / "conf.d";
    for (const std::string& name : at.host.names_in(parts)) {
        if (name.ends_with(".yaml")) files.push_back(fs::path(parts) / name);
    }
    if (!at.has_settings()) return files;
    const tls_settings& tls = at.loaded.settings->mqtt.tls_files;
    for (const std::string& each : {tls.ca, tls.cert, tls.key}) {
        if (!each.empty()) files.push_back(each);
    }
    return files;
}

// A user that comes to life with the service owns nothing and is in no group of its own.
std::vector<std::string> way_in(const person& who, const std::string& barrier, bool is_file) {
    const std::string path = shell_word(barrier);
    const char* const right = is_file ? "r" : "x";
    if (!who.uid) {
        if (fs::path(barrier).filename() == "secrets.yaml")
            return {"# give each secret to the service as a credential (docs/files.md): LoadCredential="};
        return {std::string("sudo chmod o+") + right + " " + path};
    }
    return {"sudo chgrp " + shell_word(who.name) + " " + path,
            std::string("sudo chmod g+") + right + " " + path};
}

// Nothing: the service reads it.
std::optional<finding> complaint(const visit& at, const person& who, const std::string& file) {
    const std::string home = at.service->unit.last("Service", "ProtectHome");
    const bool in_home = file.starts_with("/home/") || file.starts_with("/root/");
    if (in_home && !home.empty() && home != "no" && home != "false" && home != "read-only") {
        return finding{
            state::problem,
            "the service cannot see " + file + ": ProtectHome=" + home + " hides home folders from it",
            {"sudo cp " + shell_word(file) + " /etc/weir/",
             "# and name /etc/weir/" + fs::path(file).filename().string() + " where it is referred to"}};
    }
    const std::string stopped = barrier(at.host, who, file);
    if (stopped.empty()) return std::nullopt;
    return finding{state::problem,
                   "the service's user " + who.name + " may not read " + file +
                       (stopped == file ? "" : ": it may not enter " + stopped),
                   way_in(who, stopped, stopped == file)};
}

std::vector<finding> look(const visit& at) {
    if (!at.service || at.service->masked) return {{state::skipped, "weir is not installed as a service"}};
    if (!at.is_service())
        return {{state::skipped, "the service reads another file: " + configuration_of(*at.service)}};
    const person who = user_of(*at.service, at.host);
    if (!who.uid && !at.service->unit.says_yes("Service", "DynamicUser")) {
        return {{state::problem,
                 "there is no user " + who.name + ", whom the service runs as",
                 {"sudo systemd-sysusers", "sudo systemctl restart weir"}}};
    }
    std::vector<finding> wrong;
    for (const std::string& file : files_of(at)) {
        if (auto one = complaint(at, who, file)) wrong.push_back(std::move(*one));
    }
    if (wrong.empty())
        return {{state::ok,
                 "the service's user " + who.name + " may read " + at.config + " and what belongs to it"}};
    return wrong;
}

}  // namespace

extern const check files_check{"files", look};

}  // namespace weir::doctor
