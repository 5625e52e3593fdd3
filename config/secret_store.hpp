#pragma once

#include <map>
#include <optional>
#include <string>

#include "config/config_origin.hpp"
#include "config/document.hpp"

namespace weir {

// What `!secret name` stands for: a file of this name in the folder of the service manager's credentials, or
// else a line of secrets.yaml.
class secret_store {
public:
    // `path`: of secrets.yaml. The origin must outlive the store.
    secret_store(const config_origin& from, std::string path);

    const std::string& path() const { return path_; }

    // Whether secrets.yaml is to be read. Not if others may read it, which is an error: `found` then has it.
    bool wants_file(problems& found) const;
    // Its document: a map of names to scalars.
    void take(node document, problems& found);
    // Why there is no document, though there is the file.
    void take_failure(std::string why) { failure_ = std::move(why); }

    // A scalar that is a secret, valid as long as the store; null, and the problem at `where`, when there is
    // none.
    const node* find(const std::string& name, place where, problems& found);

    // Of secrets.yaml, the secrets that nobody has asked for.
    void warn_of_unused(problems& warnings) const;

private:
    struct line {
        place key_at;
        node value;
        bool used = false;
    };

    struct credential {
        std::optional<node> value;
        std::string failure;  // why there is no value, though there is the file
    };
    const credential& read_credential(const std::string& name);
    void complain(const std::string& name, place where, problems& found) const;

    const config_origin& from_;
    std::string path_;
    std::string credentials_;  // the folder; empty: there is none
    std::string failure_;
    std::map<std::string, line> lines_;
    std::map<std::string, credential> read_;
};

}  // namespace weir
