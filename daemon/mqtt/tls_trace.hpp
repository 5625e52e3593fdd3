#pragma once

#include <mutex>
#include <string>
#include <string_view>

namespace weir {

// Makes out of the trace that paho writes while it opens a connection why TLS did not come about: paho itself
// only says that it did not. Pure, but for its lock: any thread.
class tls_trace {
public:
    void begin();
    void line(std::string_view text);

    // Empty: TLS was not the reason. `authorities`: the file they were to be read from.
    std::string why_failed(const std::string& authorities) const;

private:
    mutable std::mutex lock_;
    std::string alert_;
    bool unreadable_ = false;
    bool own_unusable_ = false;
    bool began_ = false;
    bool negotiated_ = false;
};

}  // namespace weir
