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
constexpr std::size_t most_secret_bytes = std::size_t{1} << 20U;  // as systemd has it

}  // namespace

secret_store::secret_store(const config_origin& from, std::string path)
    : from_(from),
      path_(std::move(path)),
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

const node* secret_store::find(const std::string& name, place where, problems& found) {
    if (!is_secret_name(name)) {
        found.add(where, "'!secret' takes the name of a secret",
                  "letters, digits, '_', '-' and '.', no '.' first");
        return nullptr;
    }
    const credential& known = read_credential(name);
    if (known.value) return &*known.value;
    if (!known.failure.empty()) {
        found.add(where, "cannot read the secret " + quote(name) + ": " + known.failure,
                  (fs::path(credentials_) / name).string());
        return nullptr;
    }
    const auto written = lines_.find(name);
    if (written == lines_.end()) {
        complain(name, where, found);
        return nullptr;
    }
    written->second.used = true;
    return &written->second.value;
}

const secret_store::credential& secret_store::read_credential(const std::string& name) {
    const auto [known, fresh] = read_.try_emplace(name);
    if (!fresh || credentials_.empty()) return known->second;
    node value;
    value.is = node::form::scalar;
    value.secret = true;
    std::string& text = value.text;
    const std::error_code failed =
        from_.files.read((fs::path(credentials_) / name).string(), most_secret_bytes + 1, text);
    std::string& failure = known->second.failure;
    if (failed && failed != std::errc::no_such_file_or_directory) failure = failed.message();
    if (failed) return known->second;
    if (text.size() > most_secret_bytes) failure = "it is larger than 1 MiB";
    if (text.ends_with('\n')) text.pop_back();
    if (text.ends_with('\r')) text.pop_back();
    if (failure.empty() && why_unreadable(text)) failure = "it is no text";
    if (failure.empty()) known->second.value = std::move(value);
    return known->second;
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
