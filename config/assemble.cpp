#include "config/assemble.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "config/config_files.hpp"
#include "config/merge.hpp"
#include "config/secret_store.hpp"
#include "config/variables.hpp"

namespace weir {

namespace {

namespace fs = std::filesystem;

std::string normal(const fs::path& path) {
    return path.lexically_normal().string();
}

class assembler {
public:
    // All must outlive the assembler.
    assembler(const std::string& path, const config_origin& from, assembled& into)
        : path_(path),
          folder_(fs::path(path).parent_path()),
          from_(from),
          into_(into),
          files_(from.files),
          secrets_(from, folder_ / "secrets.yaml") {}

    void run() {
        if (take_main()) {
            for (const auto& each : parts_in(folder_ / "conf.d", from_.files, into_.found, into_.warnings))
                take_part(each);
        }
        if (into_.found.empty()) secrets_.warn_of_unused(into_.warnings);
        if (complete_) into_.root = merge(std::move(parts_), files_.all(), into_.found);
        into_.files = files_.take();
    }

private:
    // What is around a node.
    struct scope {
        std::size_t depth = 0;
        bool secret = false;
    };

    // --- Files ---------------------------------------------------------------------------------------

    // False when it cannot be read.
    bool take_main() {
        std::string why;
        const auto number = files_.add(path_, why);
        if (!number) {
            into_.found.add({}, "cannot read: " + why);
            complete_ = false;
            return false;
        }
        std::optional<node> made = files_.parse({.file = *number}, into_.found);
        const bool empty = !made && into_.found.empty();
        take_secrets();
        if (made) follow_all(*made, path_);
        if (empty || (made && made->is == node::form::null))
            into_.found.add({1, 1}, "the file is empty", "it needs at least version, node.id and mqtt.url");
        take_map(std::move(made), {1, 1}, "version: 1");
        return true;
    }

    void take_part(const std::string& path) {
        std::string why;
        const auto number = files_.add(path, why);
        if (!number) {
            into_.found.add({}, "cannot read " + path + ": " + why);
            complete_ = false;
            return;
        }
        const std::size_t before = into_.found.size();
        std::optional<node> made = files_.parse({.file = *number}, into_.found);
        if (made) follow_all(*made, path);
        const bool empty = made ? made->is == node::form::null : into_.found.size() == before;
        if (!empty) take_map(std::move(made), {1, 1, *number}, "ports: {}");
    }

    void take_map(std::optional<node> document, place start, const std::string& example) {
        using form = node::form;
        if (document && (document->is == form::scalar || document->is == form::sequence)) {
            into_.found.add(start, "expected a map of keys such as '" + example + "', got " +
                                       (document->is == form::sequence ? "a list" : "text"));
        }
        if (!document || document->is != form::map) {
            complete_ = false;
            return;
        }
        hide_secrets_of(*document, into_.hidden);
        parts_.push_back(std::move(*document));
    }

    void take_secrets() {
        if (!secrets_.wants_file(into_.found)) return;
        std::string why;
        const auto number = files_.add(secrets_.path(), why);
        if (!number) {
            secrets_.take_failure(std::move(why));
            return;
        }
        into_.hidden.files.insert(*number);
        if (auto made = files_.parse({.file = *number, .hidden = true}, into_.found))
            secrets_.take(std::move(*made), into_.found);
    }

    // --- What a document refers to -------------------------------------------------------------------

    void follow_all(node& document, const std::string& path) {
        including_ = {normal(path)};
        follow(document, {});
    }

    void follow(node& what, const scope& in) {
        for (node& item : what.items)
            follow(item, {in.depth + 1, in.secret});
        for (node::entry& entry : what.entries)
            follow(entry.value, {in.depth + 1, in.secret || is_secret_key(entry.key)});
        if (what.is != node::form::scalar) return;
        if (what.tagged == node::tag::secret) {
            take_secret(what);
        } else if (replace_variables(what, in) && what.tagged == node::tag::include) {
            what = included(what, in);
        }
    }

    static node unknown_at(place where) {
        node made;
        made.where = where;
        made.is = node::form::unknown;
        return made;
    }

    void take_secret(node& what) {
        const node* const value = secrets_.find(what.text, what.where, into_.found);
        const place where = what.where;
        const bool fits = value != nullptr && spend_text(value->text.size(), where);
        what = fits ? *value : unknown_at(where);
        what.where = where;
    }

    bool replace_variables(node& what, const scope& in) {
        if (what.text.find('$') == std::string::npos) return true;
        const place where = what.where;
        problem why;
        std::optional<substituted> made;
        if (!too_much_) made = substitute(what.text, from_.variable, files_.text_left(), why);
        if (!why.message.empty()) into_.found.add(where, std::move(why.message), std::move(why.hint));
        if (!made || !spend_text(made->text.size(), where)) {
            what = unknown_at(where);
            return false;
        }
        if (in.secret) {
            for (const std::string& each : made->values)
                hide(each, into_.hidden);
        }
        what.text = std::move(made->text);
        what.text_at.reset();
        return true;
    }

    // Whether so much more text may be there. What is too much is said once; then nothing more is replaced.
    bool spend_text(std::size_t bytes, place where) {
        const bool fits = bytes <= files_.text_left();
        files_.spend_text(bytes);
        if (!fits && !std::exchange(too_much_, true))
            into_.found.add(where, "more than 4 MiB of text, secrets and variables included");
        return fits;
    }

    // What stands in the file that `what` names.
    node included(const node& what, const scope& in) {
        const std::string path = normal(fs::path(files_.folder_of(what.where.file)) / what.text);
        if (!may_include(what, path)) return unknown_at(what.where);
        std::string why;
        const auto number = files_.add(path, why);
        if (!number) {
            into_.found.add(what.where, "cannot read " + path + ": " + why,
                            "the name counts from the folder of " + files_.all()[what.where.file].name);
            return unknown_at(what.where);
        }
        if (in.secret) into_.hidden.files.insert(*number);
        const std::size_t before = into_.found.size();
        auto made = files_.parse({*number, in.depth, in.secret}, into_.found);
        if (!made) {
            if (into_.found.size() == before) into_.found.add(what.where, path + " is empty");
            return unknown_at(what.where);
        }
        if (made->is == node::form::null) made->where = what.where;
        including_.push_back(path);
        follow(*made, in);
        including_.pop_back();
        return std::move(*made);
    }

    bool may_include(const node& what, const std::string& path) {
        problem why;
        if (what.text.empty()) {
            why = {{}, "'!include' takes the name of a file", {}};
        } else if (path == normal(secrets_.path())) {
            why = {{}, "secrets are not included", "'!secret NAME' takes one of them"};
        } else if (std::find(including_.begin(), including_.end(), path) != including_.end()) {
            why = {{}, path + " includes itself", including_.size() > 1 ? "by way of others" : ""};
        } else if (including_.size() > most_include_depth) {
            why = {
                {}, "files include each other more than " + std::to_string(most_include_depth) + " deep", {}};
        }
        if (why.message.empty()) return true;
        into_.found.add(what.where, std::move(why.message), std::move(why.hint));
        return false;
    }

    const std::string path_;
    const fs::path folder_;
    const config_origin& from_;
    assembled& into_;
    config_files files_;
    secret_store secrets_;
    std::vector<node> parts_;
    bool complete_ = true;  // all files could be used
    bool too_much_ = false;
    std::vector<std::string> including_;  // the file that is read, behind those that include it
};

}  // namespace

assembled assemble(const std::string& path, const config_origin& from) {
    assembled all;
    assembler(path, from, all).run();
    return all;
}

}  // namespace weir
