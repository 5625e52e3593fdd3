#include "daemon/mqtt/link_status.hpp"

namespace weir {
namespace {

class link_category final : public std::error_category {
public:
    const char* name() const noexcept override { return "mqtt"; }

    std::string message(int value) const override {
        switch (static_cast<link_errc>(value)) {
            case link_errc::refused_for_now:
                return "the broker cannot be reached";
            case link_errc::untrusted:
                return "no TLS connection to the broker";
            case link_errc::bad_credentials:
                return "the broker refuses the user name or password";
            case link_errc::not_authorised:
                return "the broker does not allow it";
            case link_errc::identifier_taken:
                return "another client uses our client identifier";
            case link_errc::lost:
                return "the connection to the broker is lost";
            case link_errc::timed_out:
                return "the broker does not answer";
            case link_errc::canceled:
                return "cancelled";
            case link_errc::protocol:
                return "the broker does not accept it";
        }
        return "unknown";
    }
};

}  // namespace

std::error_code make_error_code(link_errc code) {
    static const link_category category;
    return {static_cast<int>(code), category};
}

std::string link_status::message() const {
    if (!error) return "ok";
    return detail.empty() ? error.message() : error.message() + ": " + detail;
}

link_errc meaning_of_reason(int reason) {
    switch (reason) {
        case 3:     // 3.1.1: server unavailable
        case 0x80:  // unspecified error
        case 0x83:  // implementation specific error
        case 0x88:  // server unavailable
        case 0x89:  // server busy
        case 0x8B:  // server shutting down
        case 0x96:  // message rate too high
        case 0x97:  // quota exceeded
        case 0x9C:  // use another server
        case 0x9D:  // server moved
        case 0x9F:  // connection rate exceeded
            return link_errc::refused_for_now;
        case 4:     // 3.1.1: bad user name or password
        case 0x86:  // bad user name or password
        case 0x8C:  // bad authentication method
            return link_errc::bad_credentials;
        case 5:     // 3.1.1: not authorised
        case 0x87:  // not authorised
        case 0x8A:  // banned
        case 0x98:  // administrative action
            return link_errc::not_authorised;
        case 0x8E:  // session taken over
            return link_errc::identifier_taken;
        case 0x8D:  // keep alive timeout
        case 0xA0:  // maximum connect time
            return link_errc::lost;
        default:
            return link_errc::protocol;
    }
}

}  // namespace weir
