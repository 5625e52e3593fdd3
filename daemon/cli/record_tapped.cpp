#include "daemon/cli/record_tapped.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json.hpp>
#include <fmt/core.h>
#include <ostream>

#include "daemon/cli/cli.hpp"
#include "daemon/cli/record_session.hpp"
#include "daemon/control/client.hpp"
#include "daemon/log.hpp"
#include "daemon/record/tapped.hpp"

namespace weir {

namespace {

namespace asio = boost::asio;
namespace json = boost::json;

constexpr int lines_a_turn = 64;

// What the daemon tells of the port; the daemon does not wait for us, but says what it left out.
class tapped_session final : public record_session {
public:
    // `began`: of the tap.
    tapped_session(loop& on, control_connection& daemon, monotonic_time began, const record_options& options,
                   std::ostream& out, std::ostream& errors)
        : record_session(on, options.port, options, out, errors),
          daemon_(daemon),
          readable_(on.context(), daemon.descriptor()),
          last_(began) {}
    ~tapped_session() override { readable_.release(); }

private:
    awaitable<void> open() override {
        begin(last_);
        co_return;
    }
    awaitable<void> listen() override;
    std::string missing() const override;
    bool take_some();
    void take(std::string_view line);
    void gap(std::uint64_t lines);

    control_connection& daemon_;
    asio::posix::stream_descriptor readable_;  // the connection's
    monotonic_time last_;                      // of what was noted
    std::uint64_t missing_ = 0;
};

awaitable<void> tapped_session::listen() {
    try {
        for (;;) {
            if (take_some()) {
                co_await asio::post(asio::use_awaitable);
            } else {
                co_await readable_.async_wait(asio::posix::stream_descriptor::wait_read, asio::use_awaitable);
            }
        }
    } catch (const control_error& error) {
        say(error.what());
    }
}

// False: there is no more for now.
bool tapped_session::take_some() {
    constexpr monotonic_time at_once{};
    for (int i = 0; i < lines_a_turn; ++i) {
        const auto line = daemon_.next_line(at_once);
        if (!line) return false;
        take(*line);
    }
    return true;
}

void tapped_session::take(std::string_view line) {
    const auto event = parse_tapped(line);
    if (!event) throw control_error("the daemon tells what cannot be understood: is it of this version?");
    if (event->dropped > 0) return gap(event->dropped);
    if (!event->kind) return;
    last_ = event->at;
    note(*event->kind, event->bytes, last_);
}

// Nothing that was begun before it goes on behind it.
void tapped_session::gap(std::uint64_t lines) {
    missing_ += lines;
    note(record_kind::closed, {}, last_);
    note(record_kind::opened, {}, last_);
    say(fmt::format("{} reads and writes are missing here: more went through than could be recorded", lines));
}

std::string tapped_session::missing() const {
    return missing_ > 0 ? fmt::format(", {} reads and writes are missing", missing_) : "";
}

}  // namespace

int record_tapped(const record_options& options, std::ostream& out, std::ostream& errors) {
    const json::object request{{"do", "tap"}, {"what", {"raw"}}, {"port", options.port}};
    try {
        control_connection daemon(options.control.empty() ? default_control_path() : options.control);
        const json::value begun = daemon.ask(request);
        const auto beginning = parse_tapped(json::serialize(begun));
        log::init(log::level::warning);
        loop on("weir record", {});
        tapped_session session(on, daemon, beginning ? beginning->at : monotonic_clock::now(), options, out,
                               errors);
        on.run(session.run());
        return session.exit_code();
    } catch (const control_error& error) {
        errors << "weir: " << error.what() << '\n';
        return exit_failure;
    }
}

}  // namespace weir
