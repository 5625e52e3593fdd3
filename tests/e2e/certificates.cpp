#include "tests/e2e/certificates.hpp"

#include <stdexcept>

#include "tests/support/process.hpp"

namespace weir::test {

authority::authority() {
    openssl(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN=test "
        "-addext basicConstraints=critical,CA:TRUE -keyout ca.key -out ca.pem");
}

authority::server authority::sign(const std::string& host, int days) const {
    folder_.write("extensions", "subjectAltName=DNS:" + host + "\nbasicConstraints=CA:FALSE\n");
    openssl("req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=" + host +
            " -keyout server.key -out server.csr");
    openssl("x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -extfile extensions -days " +
            std::to_string(days) + " -out server.pem");
    return {folder_ / "server.pem", folder_ / "server.key"};
}

void authority::openssl(const std::string& arguments) const {
    const auto result = run({"sh", "-c", "cd \"$1\" && openssl " + arguments, "sh", folder_.path().string()});
    if (result.status != 0) throw std::runtime_error("openssl " + arguments + ":\n" + result.err);
}

}  // namespace weir::test
