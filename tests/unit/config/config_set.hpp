#pragma once

#include <map>
#include <string>
#include <utility>

#include "config/load.hpp"
#include "daemon/catalogues.hpp"

namespace weir::test {

// The start of a file that is right.
inline const std::string smallest_config = "version: 1\nnode: {id: pi}\nmqtt: {url: mqtt://broker}\n";

// The files of a configuration and the variables around them, all in memory. The main file is /c/weir.yaml.
class config_set {
public:
    config_set& file(const std::string& name, std::string text) {
        files_.add("/c/" + name, std::move(text));
        return *this;
    }
    config_set& open_file(const std::string& name, std::string text) {
        files_.add("/c/" + name, std::move(text), true);
        return *this;
    }
    config_set& credential(const std::string& name, std::string text) {
        variables_["CREDENTIALS_DIRECTORY"] = "/run/cred";
        files_.add("/run/cred/" + name, std::move(text));
        return *this;
    }
    config_set& variable(const std::string& name, std::string value) {
        variables_[name] = std::move(value);
        return *this;
    }

    load_result load() const {
        return load_config("/c/weir.yaml", all_catalogues(), {files_, [this](const std::string& name) {
                                                                  const auto found = variables_.find(name);
                                                                  return found == variables_.end()
                                                                             ? std::nullopt
                                                                             : std::optional(found->second);
                                                              }});
    }
    std::string errors() const { return load().errors; }

private:
    memory_files files_;
    std::map<std::string, std::string> variables_;
};

}  // namespace weir::test
