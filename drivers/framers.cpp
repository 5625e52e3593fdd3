#include <utility>

#include "drivers/checksum.hpp"
#include "drivers/framer.hpp"

namespace weir {

extern const framer_kind line_framer;
extern const framer_kind cobs_framer;
extern const framer_kind slip_framer;
extern const framer_kind fixed_framer;
extern const framer_kind length_framer;
extern const framer_kind idle_framer;
extern const framer_kind start_framer;
extern const framer_kind modbus_rtu_framer;
extern const framer_kind modbus_tcp_framer;
extern const framer_kind dsmr_framer;
extern const framer_kind mavlink_framer;

namespace {

// Refuses what the checksum does not fit.
class sealed final : public framer {
public:
    sealed(std::unique_ptr<framer> inner, checksum seal) : inner_(std::move(inner)), seal_(std::move(seal)) {}

    void feed(std::string_view bytes, monotonic_time arrived) override { inner_->feed(bytes, arrived); }
    result next() override {
        const result found = inner_->next();
        if (found.what != complete) return found;
        const auto content = seal_.open(found.frame.bytes);
        if (!content) return {bad, found.frame, reject::bad_checksum};
        return {complete, {*content, found.frame.arrived}, reject::none};
    }
    monotonic_time due() const override { return inner_->due(); }
    void elapse(monotonic_time now) override { inner_->elapse(now); }
    void reset() override { inner_->reset(); }

private:
    std::unique_ptr<framer> inner_;
    const checksum seal_;
};

}  // namespace

catalogue framers() {
    static constexpr const component* table[] = {
        &line_framer,  &cobs_framer,       &slip_framer,       &fixed_framer, &length_framer, &idle_framer,
        &start_framer, &modbus_rtu_framer, &modbus_tcp_framer, &dsmr_framer,  &mavlink_framer};
    return table;
}

std::unique_ptr<framer> make_framer(const component_use& use, problems& found) {
    std::unique_ptr<framer> made = make_component<framer_kind>(use, found);
    const setting& seal = use.options["checksum"];
    const bool checks_itself = static_cast<const framer_kind&>(*use.kind).checks_itself;
    if (made == nullptr || checks_itself || !seal.present()) return made;
    return std::make_unique<sealed>(std::move(made), checksum(seal));
}

}  // namespace weir
