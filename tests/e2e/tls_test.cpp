#include "tests/e2e/certificates.hpp"
#include "tests/e2e/scene.hpp"

namespace weir::test {
namespace {

class tls : public scene {
protected:
    static constexpr std::string_view one_device = R"(
ports: { arduino: { path: PTY/arduino } }
sources: { climate: { port: arduino, decode: text } }
)";

    // A broker that shows `shown`, and weir that believes `trusted` and calls the broker `localhost`.
    void start_with(const authority::server& shown, const authority& trusted) {
        broker_.kill();
        broker_.start_with_tls(shown.certificate, shown.key);
        const std::string url = "mqtts://localhost:" + std::to_string(broker_.tls_port());
        start(one_device, "url: " + url + ", tls: { ca: " + trusted.certificate() + " }");
    }
    void expect_refusal() {
        expect(wait_until([&] { return weir().log().find("certificate") != std::string::npos; }),
               "a word about the certificate");
        EXPECT_EQ(late_comer("weir/bench/status"), "") << "weir must not have connected";
        EXPECT_EQ(weir().stop(), 0);
    }
};

TEST_F(tls, connects_when_the_certificate_is_right) {
    const authority ours;
    start_with(ours.sign("localhost"), ours);
    await("status", "online");
}

TEST_F(tls, refuses_a_certificate_for_another_name) {
    const authority ours;
    start_with(ours.sign("broker.example"), ours);
    expect_refusal();
}

TEST_F(tls, refuses_a_certificate_of_another_authority) {
    const authority ours;
    const authority theirs;
    start_with(theirs.sign("localhost"), ours);
    expect_refusal();
}

TEST_F(tls, refuses_a_certificate_that_has_expired) {
    const authority ours;
    start_with(ours.sign("localhost", -1), ours);
    expect_refusal();
}

}  // namespace
}  // namespace weir::test
