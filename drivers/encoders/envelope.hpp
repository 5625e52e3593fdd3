#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "drivers/checksum.hpp"
#include "drivers/encoder.hpp"

namespace weir {

// The sender's side of framers: makes a frame of any content.
using stuffing = std::string (*)(std::string_view content);
std::string cobs_stuffed(std::string_view content);  // the delimiter behind it
std::string slip_stuffed(std::string_view content);  // an END before and behind it

// What an encoder's content goes into: its checksum, by the option `checksum`, and the stuffing.
class envelope {
public:
    // `how` null: none.
    envelope(const setting& checksum, stuffing how) : how_(how) {
        if (checksum.present()) seal_.emplace(checksum);
    }

    std::string close(std::string content) const {
        if (seal_) seal_->close(content);
        return how_ == nullptr ? content : how_(content);
    }

private:
    stuffing how_;
    std::optional<checksum> seal_;
};

// Puts `write` into an envelope.
class framed_text final : public encoder {
public:
    explicit framed_text(envelope around) : around_(std::move(around)) {}

    std::optional<std::string> encode(const input& of, std::string& why) const override {
        if (of.text.empty()) {
            why = "an empty frame is none";
            return std::nullopt;
        }
        return around_.close(std::string(of.text));
    }

private:
    const envelope around_;
};

}  // namespace weir
