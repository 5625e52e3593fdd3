#pragma once

#include <iosfwd>
#include <optional>
#include <string>

#include "daemon/cli/record.hpp"
#include "daemon/loop.hpp"
#include "daemon/record/recorder.hpp"

namespace weir {

// One recording, whoever it listens to: its file, its ends and its last words.
class record_session {
public:
    // All must outlive the session. `port`: its name, for the file and for people.
    record_session(loop& on, std::string port, const record_options& options, std::ostream& out,
                   std::ostream& errors);
    record_session(const record_session&) = delete;
    record_session& operator=(const record_session&) = delete;
    virtual ~record_session() = default;

    awaitable<void> run();
    int exit_code() const { return exit_; }

protected:
    // Calls begin() when there is something to listen to, or says why there is not.
    virtual awaitable<void> open() = 0;
    // Notes what happens until it is cancelled; or returns, since nothing can come any more, and has said
    // why.
    virtual awaitable<void> listen() = 0;
    // The last notes.
    virtual void close() {}
    // What is missing, for the last words: empty, or beginning with a comma.
    virtual std::string missing() const { return {}; }

    // `began`: no note is of before. Throws std::system_error when the file cannot be made.
    void begin(monotonic_time began);
    void note(record_kind kind, std::string_view bytes, monotonic_time at) {
        recorder_->note(kind, bytes, at);
    }
    void say(const std::string& what);

private:
    awaitable<void> record();
    awaitable<void> capture();
    awaitable<void> time_over();
    void conclude();

    loop& loop_;
    const std::string port_;
    const record_options& options_;
    std::ostream& out_;
    std::ostream& errors_;
    std::optional<recorder> recorder_;  // once it has begun
    bool broken_ = false;               // listen() returned
    int exit_;
};

}  // namespace weir
