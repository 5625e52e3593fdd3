#pragma once

#include <string>

#include "tests/support/temp_folder.hpp"

namespace weir::test {

// A certificate authority of our own, with its files in a folder that goes with it.
class authority {
public:
    authority();

    const std::string& certificate() const { return certificate_; }  // PEM file

    struct issued {
        std::string certificate;  // PEM files
        std::string key;
    };
    // For the host `name`; `days` below 0: expired.
    issued issue(const std::string& name, int days = 1);

private:
    temp_folder folder_;
    std::string certificate_;
    std::string key_;
    int count_ = 0;
};

}  // namespace weir::test
