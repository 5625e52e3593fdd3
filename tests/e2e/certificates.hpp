#pragma once

#include <string>

#include "tests/support/temp_folder.hpp"

namespace weir::test {

// A certificate authority of our own and what it has signed; PEM files in a temporary folder.
class authority {
public:
    authority();

    std::string certificate() const { return folder_ / "ca.pem"; }

    struct server {
        std::string certificate;
        std::string key;
    };
    // A server's certificate for `host`, valid for `days` from now; negative: expired since then.
    server sign(const std::string& host, int days = 30) const;

private:
    void openssl(const std::string& arguments) const;

    temp_folder folder_;
};

}  // namespace weir::test
