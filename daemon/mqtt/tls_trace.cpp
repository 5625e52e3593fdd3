#include "daemon/mqtt/tls_trace.hpp"

namespace weir {
namespace {

bool has(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

// What follows `mark` in `text`; empty without it.
std::string_view after(std::string_view text, std::string_view mark) {
    const auto at = text.find(mark);
    return at == std::string_view::npos ? std::string_view() : text.substr(at + mark.size());
}

}  // namespace

void tls_trace::begin() {
    const std::lock_guard guard(lock_);
    alert_.clear();
    unreadable_ = own_unusable_ = began_ = negotiated_ = false;
}

void tls_trace::line(std::string_view text) {
    if (!has(text, "SSL")) return;
    const std::lock_guard guard(lock_);
    if (const auto ours = after(text, "SSL alert write:fatal:"); !ours.empty()) {
        alert_ = "the broker's certificate is not accepted: " + std::string(ours);
    }
    if (const auto theirs = after(text, "SSL alert read:fatal:"); !theirs.empty()) {
        alert_ = "the broker refuses: " + std::string(theirs);
    }
    const bool error = has(text, "SSLSocket error");
    unreadable_ = unreadable_ || (error && has(text, "SSL_CTX_load_verify_locations"));
    own_unusable_ = own_unusable_ || (error && has(text, "SSL_CTX_use_"));
    began_ = began_ || has(text, "SSL handshake started");
    negotiated_ = negotiated_ || has(text, "SSL negotiation finished");
}

std::string tls_trace::why_failed(const std::string& authorities) const {
    const std::lock_guard guard(lock_);
    if (unreadable_) return "cannot read the authorities in " + authorities;
    if (own_unusable_) return "cannot use our own certificate or key";
    if (!alert_.empty()) return alert_;
    if (negotiated_) return "the broker's certificate is for another host";
    return began_ ? "the broker does not finish the TLS handshake" : "";
}

}  // namespace weir
