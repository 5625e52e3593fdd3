#include "tests/support/certificates.hpp"

#include <stdexcept>
#include <utility>
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
    folder_.write("issued", "");
    folder_.write("authority.conf",
                  "[ca]\ndefault_ca = ours\n[ours]\ncertificate = " + certificate_ +
                      "\nprivate_key = " + key_ + "\ndatabase = " + folder_ / "issued" +
                      "\nnew_certs_dir = " + folder_.path().string() +
                      "\nrand_serial = yes\nunique_subject = no\ndefault_md = sha256\n"
                      "copy_extensions = copy\npolicy = any\n[any]\ncommonName = supplied\n");
}

authority::issued authority::issue(const std::string& name, int days) {
    const std::string stem = folder_ / ("issued" + std::to_string(++count_));
    const issued made{stem + ".pem", stem + ".key"};
    const std::string request = stem + ".csr";
    openssl({"req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", made.key,
             "-out", request, "-subj", "/CN=" + name, "-addext", "subjectAltName=DNS:" + name});
    // `openssl x509` takes no days below 0 since 3.5, and no dates before 3.4.
    std::vector<std::string> sign{"ca",  "-batch", "-notext", "-config",       folder_ / "authority.conf",
                                  "-in", request,  "-out",    made.certificate};
    if (days < 0) {
        sign.insert(sign.end(), {"-startdate", "20200101000000Z", "-enddate", "20200102000000Z"});
    } else {
        sign.insert(sign.end(), {"-days", std::to_string(days)});
    }
    openssl(std::move(sign));
    return made;
}

}  // namespace weir::test
