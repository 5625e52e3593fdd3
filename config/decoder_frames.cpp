#include <string>

#include "config/build.hpp"
#include "config/wording.hpp"
#include "drivers/decoder.hpp"

namespace weir {

namespace {

// Of a source on a port: what its decoder wants to be framed by; null: it has none, or does not decode.
const decoder_kind* decoder_on(const source_settings& source, std::size_t port) {
    if (source.port != port || source.decode.kind == nullptr) return nullptr;
    return static_cast<const decoder_kind*>(source.decode.kind);
}

component_use framer_named(std::string_view name, const spot& here, const build_context& with) {
    static constexpr shape form{.is = kind::component, .from = slot::framer};
    node bare;
    bare.is = node::form::scalar;
    bare.text = name;
    bare.where = here.at;
    return use_of(filler(with.known, with.found).fill(bare, form, here), with.known.framers);
}

// A port without `frame`.
class frame_chooser {
public:
    // All must outlive the chooser.
    frame_chooser(port_settings& port, const build_context& with) : port_(port), with_(with) {}

    void add(const decoder_kind& kind, const source_settings& source) {
        const spot here =
            below(below({"sources", {}}, source.name, source.where), "decode", source.decode.where);
        const std::string shown = "port " + quote(port_.name);
        if (kind.framer.empty()) {
            with_.found.add(here.at, within(here, quote(kind.name) + " needs a 'frame' of " + shown),
                            "bytes have no frames by themselves: cobs, slip, fixed, length, idle or start");
        } else if (first_ != nullptr && kind.framer != first_->framer) {
            with_.found.add(
                here.at,
                within(here, quote(kind.name) + " is framed by " + quote(kind.framer) + ", and " +
                                 quote(first_->name) + " of the same port by " + quote(first_->framer)),
                "sources of a port share its frames");
        } else if (first_ == nullptr) {
            first_ = &kind;
        }
    }

    void settle() {
        if (first_ == nullptr || first_->framer == port_.frame.kind->name) return;
        port_.frame = framer_named(first_->framer, below({"ports", {}}, port_.name, port_.where), with_);
    }

private:
    port_settings& port_;
    const build_context& with_;
    const decoder_kind* first_ = nullptr;
};

}  // namespace

void settle_decoder_frames(const setting& ports, settings& all, const build_context& with) {
    for (std::size_t i = 0; i < all.ports.size(); ++i) {
        const setting::member& written = members_of(ports)[i];
        if (all.ports[i].frame.kind == nullptr || is_written(written.value["frame"])) continue;
        frame_chooser chooser(all.ports[i], with);
        for (const source_settings& each : all.sources) {
            if (const decoder_kind* kind = decoder_on(each, i)) chooser.add(*kind, each);
        }
        chooser.settle();
    }
}

}  // namespace weir
