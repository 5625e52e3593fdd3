#include "tests/support/certificates.hpp"

#include <stdexcept>
#include <vector>

#include "tests/support/process.hpp"

namespace weir::test {
namespace {

void openssl(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "openssl");
    const finished done = run(std::move(arguments));
    if (done.status != 0) throw std::runtime_error("openssl: " + done.err);
}

}  // namespace

authority::authority() : certificate_(folder_ / "authority.pem"), key_(folder_ / "authority.key") {
    openssl({"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
             key_, "-out", certificate_, "-subj", "/CN=weir test authority", "-days", "2"});
}

authority::issued authority::issue(const std::string& name, int days) {
    const std::string stem = folder_ / ("issued" + std::to_string(++count_));
    const issued made{stem + ".pem", stem + ".key"};
    const std::string request = stem + ".csr";
    openssl({"req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", made.key,
             "-out", request, "-subj", "/CN=" + name, "-addext", "subjectAltName=DNS:" + name});
    openssl({"x509", "-req", "-in", request, "-CA", certificate_, "-CAkey", key_, "-CAcreateserial", "-days",
             std::to_string(days), "-copy_extensions", "copy", "-out", made.certificate});
    return made;
}

}  // namespace weir::test
