#include "daemon/doctor/service.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <utility>

#include "daemon/shell_word.hpp"

namespace weir::doctor {

namespace {

// In the order in which systemd looks (systemd.unit(5)); on a merged /usr the last two are one.
constexpr std::array<const char*, 5> unit_folders{"/etc/systemd/system", "/run/systemd/system",
                                                  "/usr/local/lib/systemd/system", "/usr/lib/systemd/system",
                                                  "/lib/systemd/system"};

void add_drop_ins(unit_file& to, const machine& host) {
    // Files of one name: the first folder's counts; all are read in the order of their names.
    std::vector<std::pair<std::string, std::string>> found;
    for (const char* folder : unit_folders) {
        const auto place = std::filesystem::path(folder) / (std::string(unit_name) + ".d");
        for (const std::string& name : host.names_in(place.native())) {
            const auto known =
                std::any_of(found.begin(), found.end(), [&](const auto& each) { return each.first == name; });
            if (name.ends_with(".conf") && !known) found.emplace_back(name, place / name);
        }
    }
    std::sort(found.begin(), found.end());
    for (const auto& [name, path] : found)
        to.add(host.read(path).value_or(""));
}

}  // namespace

std::optional<service> find_service(const machine& host) {
    service found;
    for (const char* folder : unit_folders) {
        const std::string path = std::string(folder) + "/" + unit_name;
        const bool masked = host.link_target(path) == "/dev/null";
        const auto text = host.read(path);
        if (!text && !masked) continue;
        if (found.path.empty()) {
            found.path = path;
            found.masked = masked || text->empty();
            found.text = text.value_or("");
        } else if (found.shadowed.empty() && !masked) {
            found.shadowed = path;
        }
    }
    if (found.shadowed == "/lib/systemd/system/weir.service" && found.path.starts_with("/usr/lib/"))
        found.shadowed.clear();
    if (found.path.empty()) return std::nullopt;
    found.unit.add(found.text);
    add_drop_ins(found.unit, host);
    return found;
}

person user_of(const service& one, const machine& host) {
    const std::string name = one.unit.last("Service", "User");
    const bool dynamic = one.unit.says_yes("Service", "DynamicUser");
    person who{name, {}, {}};
    if (name.empty() && !dynamic) who = {"root", uid_t{0}, {}};
    if (const auto known = host.user(name); known && !name.empty()) who = *known;
    for (const char* key : {"Group", "SupplementaryGroups"}) {
        for (const std::string& each : one.unit.words("Service", key)) {
            if (const auto gid = host.group(each)) who.groups.push_back(*gid);
        }
    }
    return who;
}

std::string configuration_of(const service& one) {
    constexpr std::string_view joined = "--config=";
    const auto words = one.unit.words("Service", "ExecStart");
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i].starts_with(joined)) return words[i].substr(joined.size());
        if (i + 1 < words.size() && (words[i] == "-c" || words[i] == "--config")) return words[i + 1];
    }
    return "/etc/weir/weir.yaml";
}

std::vector<std::string> drop_in(const std::string& name, const std::string& assignment) {
    return {"sudo mkdir -p /etc/systemd/system/weir.service.d",
            "printf '[Service]\\n%s\\n' " + shell_word(assignment) +
                " | sudo tee /etc/systemd/system/weir.service.d/" + shell_word(name) + ".conf",
            start_anew};
}

}  // namespace weir::doctor
