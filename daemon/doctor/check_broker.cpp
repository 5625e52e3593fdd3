#include <fmt/core.h>

#include "config/broker_url.hpp"
#include "config/secrets.hpp"
#include "daemon/doctor/checks.hpp"
#include "drivers/tcp_stream.hpp"

namespace weir::doctor {

namespace {

bool says(const link_status& how, std::string_view what) {
    return how.detail.find(what) != std::string::npos;
}

// The user's name for a shell, unless it is a secret, or spelled like one.
std::string user_word(const visit& at, const std::string& name) {
    return without_secrets(name, at.loaded.hidden) == name ? shell_word(name) : "USERNAME";
}

std::vector<std::string> not_reached(const visit& at, const mqtt_settings& broker, const link_status& how) {
    const std::string host = shell_word(broker.host);
    if (says(how, "refused")) {
        return {
            "# nobody listens on port " + std::to_string(broker.port) + " of " + broker.host +
                ": on that machine",
            "sudo systemctl enable --now mosquitto",
            fmt::format("sudo ss -ltnp 'sport = :{}'   # 127.0.0.1 alone: Mosquitto 2 needs a `listener {}`",
                        broker.port, broker.port)};
    }
    if (says(how, "Name or service not known") || says(how, "name resolution") || says(how, "No address")) {
        return {"getent hosts " + host, "resolvectl query " + host,
                "# a .local name needs: sudo apt install libnss-mdns",
                "# or mqtt.url with the address itself"};
    }
    return {"ping -c 3 " + host, fmt::format("nc -vz {} {}", host, broker.port),
            "# a firewall on the way, or another network; the address is mqtt.url in " + at.config};
}

std::vector<std::string> not_trusted(const visit& at, const mqtt_settings& broker, const link_status& how) {
    const std::string show = fmt::format(
        "openssl s_client -connect {} -servername {} </dev/null "
        "2>/dev/null | openssl x509 -noout -subject -issuer -dates -ext subjectAltName",
        shell_word(to_text(tcp_address{broker.host, broker.port})), shell_word(broker.host));
    const bool clock_is_wrong = !at.host.clock().synced;
    if (says(how, "not yet valid") || (says(how, "expired") && clock_is_wrong)) {
        return {"# what time is it here? Set the clock first:", "sudo timedatectl set-ntp true",
                "date; " + show};
    }
    if (says(how, "expired")) return {"# the broker's machine needs a new certificate:", show};
    if (says(how, "another host")) return {"# mqtt.url must have a name that the certificate has:", show};
    if (says(how, "cannot read") || says(how, "own certificate"))
        return edit(at, "mqtt.tls: ca, cert and key must be files that weir may read");
    if (says(how, "issuer") || says(how, "self-signed") || says(how, "self signed")) {
        return {"# mqtt.tls.ca must be the file of the authority that signed it (issuer):", show,
                open_editor(at)};
    }
    if (says(how, "certificate required") || says(how, "handshake failure"))
        return edit(at,
                    "the broker may want to see a certificate of weir's own: mqtt.tls.cert and mqtt.tls.key");
    return {"# does the broker speak TLS on that port? 1883 is mqtt://, 8883 mqtts://", show};
}

std::vector<std::string> remedy(const visit& at, const mqtt_settings& broker, const link_status& how) {
    if (how.error == link_errc::untrusted) return not_trusted(at, broker, how);
    if (how.error == link_errc::bad_credentials || how.error == link_errc::not_authorised) {
        if (broker.username.empty()) return edit(at, "the broker wants mqtt.username and mqtt.password");
        return {"# at the broker, for Mosquitto (with its own password_file):",
                "sudo mosquitto_passwd /etc/mosquitto/passwd " + user_word(at, broker.username),
                "sudo systemctl reload mosquitto",
                "# then the same as mqtt.password (!secret):", open_editor(at)};
    }
    if (how.error == link_errc::protocol)
        return edit(at, "does an MQTT broker listen there? An old one may want mqtt.protocol: 3.1.1");
    if (how.error == link_errc::lost) {
        return {"# does the broker speak TLS on that port? 1883 is mqtt://, 8883 mqtts://",
                "sudo journalctl -u mosquitto -n 20"};
    }
    return not_reached(at, broker, how);
}

std::vector<finding> look(const visit& at) {
    if (!at.has_settings()) return {{state::skipped, "the configuration does not tell the broker"}};
    const mqtt_settings& broker = at.loaded.settings->mqtt;
    const std::string where = to_text(broker_url{broker.tls, broker.host, broker.port});
    const broker_answer answer = at.host.reach(broker);
    const link_status& how = answer.how;
    if (how.error == link_errc::canceled) return {{state::skipped, "interrupted"}};
    const char* const hint = how.error == link_errc::not_authorised
                                 ? "; brokers say so of a wrong user name or password, too"
                                 : "";
    if (!how) return {{state::problem, where + ": " + how.message() + hint, remedy(at, broker, how)}};
    const auto took = std::chrono::ceil<std::chrono::milliseconds>(answer.took);
    return {{state::ok, fmt::format("the broker answers ({}, {} ms)", where, took.count())}};
}

}  // namespace

extern const check broker_check{"broker", look};

}  // namespace weir::doctor
