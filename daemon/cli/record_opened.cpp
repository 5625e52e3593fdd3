#include "daemon/cli/record_opened.hpp"

#include <array>
#include <boost/asio/error.hpp>
#include <chrono>
#include <ostream>
#include <utility>

#include "daemon/cli/record_session.hpp"
#include "daemon/log.hpp"
#include "daemon/port/open_port.hpp"
#include "daemon/port/port_state.hpp"

namespace weir {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t read_size = 1024;  // bytes; as the daemon's
constexpr duration look_again = 500ms;

class opened_session final : public record_session {
public:
    opened_session(loop& on, const port_settings& port, const record_options& options, std::ostream& out,
                   std::ostream& errors)
        : record_session(on, port.name, options, out, errors),
          loop_(on),
          port_(port),
          opener_(on.context().get_executor()) {}

private:
    awaitable<void> open() override;
    awaitable<void> listen() override;
    void close() override {
        if (stream_) note(record_kind::closed, {}, monotonic_clock::now());
    }
    std::string remedy(const boost::system::error_code& error) const;
    awaitable<std::unique_ptr<byte_stream>> reopen();
    awaitable<std::string> read(byte_stream& stream);

    loop& loop_;
    const port_settings& port_;
    port_opener opener_;
    std::unique_ptr<byte_stream> stream_;  // null: the port is not open
};

awaitable<void> opened_session::open() {
    task self(loop_.root(), port_.name);
    self.awaiting("the port");
    open_attempt attempt = co_await opener_.open(port_);
    self.resumed();
    if (!attempt.stream) {
        say(attempt.reason + remedy(attempt.error));
        co_return;
    }
    for (const std::string& warning : attempt.warnings)
        say(warning);
    const monotonic_time now = monotonic_clock::now();
    begin(now);
    note(record_kind::opened, {}, now);
    stream_ = std::move(attempt.stream);
}

// A path has no name that we know.
std::string opened_session::remedy(const boost::system::error_code& error) const {
    if (state_after(error, false) != port_state::busy) return {};
    const bool has_name = port_.name.find('/') == std::string::npos;
    return "; stop it first, or, if it is weir, record " + (has_name ? port_.name : "NAME") +
           " from the running daemon instead (without -c)";
}

awaitable<void> opened_session::listen() {
    for (;;) {
        const std::string why = co_await read(*stream_);
        note(record_kind::closed, {}, monotonic_clock::now());
        stream_.reset();
        say(why + "; waiting for it");
        std::unique_ptr<byte_stream> again = co_await reopen();
        stream_ = std::move(again);
        note(record_kind::opened, {}, monotonic_clock::now());
        say("it is back");
    }
}

awaitable<std::unique_ptr<byte_stream>> opened_session::reopen() {
    for (;;) {
        co_await sleep_for(look_again);
        open_attempt attempt = co_await opener_.open(port_);
        if (attempt.stream) co_return std::move(attempt.stream);
    }
}

// Until the line is lost: why.
awaitable<std::string> opened_session::read(byte_stream& stream) {
    std::array<char, read_size> buffer;
    for (;;) {
        const byte_stream::result got = co_await stream.read_some(buffer);
        if (got.error == boost::asio::error::operation_aborted) throw boost::system::system_error(got.error);
        if (got.error) co_return reason_for_loss(port_.device, got.error);
        note(record_kind::received, {buffer.data(), got.size}, monotonic_clock::now());
    }
}

}  // namespace

int record_opened(const port_settings& port, const record_options& options, std::ostream& out,
                  std::ostream& errors) {
    log::init(log::level::warning);
    loop on("weir record", {});
    opened_session session(on, port, options, out, errors);
    on.run(session.run());
    return session.exit_code();
}

}  // namespace weir
