#include "config/secret_store.hpp"

#include <filesystem>
#include <utility>

#include "config/raw_text.hpp"
#include "config/secrets.hpp"
#include "config/wording.hpp"

namespace weir {

namespace {

namespace fs = std::filesystem;

constexpr const char* credentials_variable = "CREDENTIALS_DIRECTORY";

}  // namespace

secret_store::secret_store(const config_origin& from, const std::string& beside)
    : from_(from),
      path_((fs::path(beside) / "secrets.yaml").string()),
      credentials_(from.variable(credentials_variable).value_or(std::string())) {}

bool secret_store::wants_file(problems& found) const {
    file_reader::traits its;
    if (from_.files.look(path_, its) == std::errc::no_such_file_or_directory) return false;
    if (!its.others_may_read) return true;
    found.add({}, "everybody may read the secrets in " + path_ + ": chmod 600 " + path_);
    return false;
}

void secret_store::take(node document, problems& found) {
    if (document.is != node::form::map && document.is != node::form::null) {
        found.add(document.where, "expected a map from names to secrets");
        return;
    }
    for (node::entry& each : document.entries) {
        node& value = each.value;
        if (!is_secret_name(each.key)) {
            found.add(each.key_at, "not a secret's name", "letters, digits, '_', '-' and '.', no '.' first");
        } else if (value.is != node::form::scalar || value.tagged != node::tag::none) {
            found.add(each.key_at, "the secret " + quote(each.key) + " is no text or number");
        } else {
            value.secret = true;
            lines_.emplace(each.key, line{each.key_at, std::move(value)});
        }
    }
}

std::optional<node> secret_store::find(const std::string& name, place where, std::size_t most,
                                       problems& found) {
    if (!is_secret_name(name)) {
        found.add(where, "'!secret' takes the name of a secret",
                  "letters, digits, '_', '-' and '.', no '.' first");
        return std::nullopt;
    }
    const std::size_t before = found.size();
    std::optional<node> credential = find_credential(name, where, most, found);
    if (credential || found.size() > before) return credential;
    const auto known = lines_.find(name);
    if (known == lines_.end()) {
        complain(name, where, found);
        return std::nullopt;
    }
    known->second.used = true;
    node value = known->second.value;
    value.where = where;
    return value;
}

std::optional<node> secret_store::find_credential(const std::string& name, place where, std::size_t most,
                                                  problems& found) const {
    if (credentials_.empty()) return std::nullopt;
    const std::string path = (fs::path(credentials_) / name).string();
    node value;
    value.where = where;
    value.is = node::form::scalar;
    value.secret = true;
    const std::error_code failed = from_.files.read(path, most + 2, value.text);
    if (failed == std::errc::no_such_file_or_directory) return std::nullopt;
    if (failed) {
        found.add(where, "cannot read the secret " + quote(name) + ": " + failed.message(), path);
        return std::nullopt;
    }
    if (value.text.ends_with('\n')) value.text.pop_back();
    if (value.text.ends_with('\r')) value.text.pop_back();
    if (value.text.size() <= most && !why_unreadable(value.text)) return value;
    found.add(where, "the secret " + quote(name) + " is too long, or no text", path);
    return std::nullopt;
}

void secret_store::complain(const std::string& name, place where, problems& found) const {
    const std::string credential = credentials_.empty() ? "$CREDENTIALS_DIRECTORY, which is not set,"
                                                        : (fs::path(credentials_) / name).string();
    const std::string file = path_ + (failure_.empty() ? "" : " (" + failure_ + ")");
    found.add(where, "there is no secret " + quote(name), "looked for in " + credential + " and in " + file);
}

void secret_store::warn_of_unused(problems& warnings) const {
    for (const auto& [name, each] : lines_) {
        if (!each.used) warnings.add(each.key_at, "the secret " + quote(name) + " is used nowhere");
    }
}

}  // namespace weir
