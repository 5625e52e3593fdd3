#include "daemon/command/answer.hpp"

#include <chrono>

#include "daemon/clock.hpp"
#include "daemon/encode/json_members.hpp"
#include "drivers/text.hpp"

namespace weir {

namespace {

void add_times(json_members& to, const request_facts& of) {
    to.text("received_at", timestamp_text(of.asked.received_at));
    to.text_or_null("started_at", of.started_at);
    to.text_or_null("ended_at", of.ended_at);
}

// A word that there is not before the end.
void add_final(json_members& to, std::string_view name, const verdict& how, std::string_view word) {
    is_final(how.state) ? to.text(name, word) : to.null(name);
}

}  // namespace

std::string answer_text(const request_facts& of, bool duplicate) {
    json_members made;
    made.text("id", of.asked.id);
    made.text("command", of.command);
    made.text("state", name_of(of.how.state));
    add_final(made, "code", of.how, name_of(of.how.code));
    made.text("message", of.how.message);
    made.json("result", of.how.result);
    add_final(made, "effect", of.how, name_of(of.how.effect));
    made.truth("duplicate", duplicate);
    made.number("attempts", static_cast<std::int64_t>(of.attempts));
    made.text_or_null("port", of.port);
    add_times(made, of);
    if (of.took) {
        made.number("duration_ms", std::chrono::duration_cast<std::chrono::milliseconds>(*of.took).count());
    } else {
        made.null("duration_ms");
    }
    if (!of.asked.warning.empty()) made.text("warning", of.asked.warning);
    return made.take();
}

std::string audit_text(const request_facts& of, const job_traces& left) {
    json_members made;
    made.text("id", of.asked.id);
    made.text("command", of.command);
    made.text_or_null("client", of.asked.client);
    made.json("params",
              of.settings == nullptr ? boost::json::object() : params_to_json(*of.settings, of.asked.params));
    add_times(made, of);
    made.number("attempts", static_cast<std::int64_t>(of.attempts));
    made.text("written", to_hex(left.written));
    made.text("state", name_of(of.how.state));
    add_final(made, "code", of.how, name_of(of.how.code));
    made.text("message", of.how.message);
    add_final(made, "effect", of.how, name_of(of.how.effect));
    if (!left.late_answer.empty()) made.text("late", left.late_answer);
    return made.take();
}

}  // namespace weir
