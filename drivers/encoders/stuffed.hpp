#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "drivers/checksum.hpp"
#include "drivers/encoder.hpp"

namespace weir {

// Seals `write` with the option `checksum`, then stuffs it: the sender's side of a framer.
class stuffed final : public encoder {
public:
    using stuffing = std::string (*)(std::string_view content);

    stuffed(const component_use& use, stuffing how) : how_(how) {
        if (const setting& seal = use.options["checksum"]; seal.present()) seal_.emplace(seal);
    }

    std::optional<std::string> encode(const input& of, std::string& why) const override {
        std::string content(of.text);
        if (content.empty()) {
            why = "an empty frame is none";
            return std::nullopt;
        }
        if (seal_) seal_->close(content);
        return how_(content);
    }

private:
    const stuffing how_;
    std::optional<checksum> seal_;
};

template <stuffed::stuffing How>
std::unique_ptr<encoder> make_stuffed(const component_use& use, problems&) {
    return std::make_unique<stuffed>(use, How);
}

}  // namespace weir
