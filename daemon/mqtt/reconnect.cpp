#include "daemon/mqtt/reconnect.hpp"

namespace weir {

duration reconnect_policy::next(const link_status& why, duration lived, double random) {
    const duration usual = backoff_.next(lived, random);
    // Two clients with one identifier would else throw each other out for ever, as fast as they can.
    const bool patient = why.error == link_errc::identifier_taken ||
                         why.error == link_errc::bad_credentials || why.error == link_errc::not_authorised ||
                         why.error == link_errc::untrusted;
    return patient ? policy_.most : usual;
}

bool reconnect_policy::is_news(const link_status& why) {
    const bool news = why.error != reported_;
    reported_ = why.error;
    return news;
}

std::string remedy(const link_status& why) {
    if (why.error == link_errc::bad_credentials) return "check mqtt.username and mqtt.password";
    if (why.error == link_errc::not_authorised) return "check the broker's access rules for this user";
    if (why.error == link_errc::identifier_taken) return "is a second weir running with the same node.id?";
    if (why.error == link_errc::untrusted) {
        return "check mqtt.tls.ca, and that the broker's certificate is for the host in mqtt.url and still "
               "valid";
    }
    if (why.error == link_errc::protocol) return "check mqtt.protocol";
    return {};
}

}  // namespace weir
