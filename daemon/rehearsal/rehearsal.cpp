#include "daemon/rehearsal/rehearsal.hpp"

#include <cstdlib>
#include <utility>

#include "daemon/application.hpp"
#include "daemon/log.hpp"
#include "daemon/rehearsal/pace.hpp"
#include "daemon/rehearsal/play.hpp"
#include "daemon/rehearsal/scene.hpp"

namespace weir {

namespace {

using namespace std::chrono_literals;

// When a test begins.
constexpr wall_time begin{std::chrono::sys_days(std::chrono::year(2026) / 1 / 1)};
// More than weir allows itself for an orderly stop.
constexpr duration time_to_stop = 1min;

// Without what would reach outside: bad frames go into no file. And without what is about the outside alone.
settings for_rehearsal(settings tested) {
    tested.clock = clock_trust::trust;
    tested.mqtt.probe = duration::zero();
    for (port_settings& each : tested.ports) {
        if (each.quarantine && !each.quarantine->file.empty()) each.quarantine.reset();
    }
    return tested;
}

class rehearsal {
public:
    rehearsal(const settings& tested, const test_case& test)
        : test_(test), tested_(for_rehearsal(tested)), scene_(tested_) {}

    test_verdict run() {
        const auto drive = [this](boost::asio::io_context& loop) { perform(loop); };
        application weir(tested_, {}, scene_.around(drive));
        weir_ = &weir;
        weir.run();
        return std::move(verdict_);
    }

private:
    void perform(boost::asio::io_context& loop) {
        pace at(loop, time_);
        play steps(scene_, at, time_, [this] { weir_->request_stop(); });
        at.settle();
        do_all(steps);
        verdict_.lasted = time_.now() - time_.began();
        verdict_.interrupted = loop.stopped() && !steps.told_to_stop();
        weir_->request_stop();
        pace last(loop, time_);
        last.go_on(time_.now() + time_to_stop, [] { return false; });
        if (loop.stopped()) return;
        log::error("{}: weir cannot be stopped: {}", test_.name, last.trouble());
        std::_Exit(EXIT_FAILURE);
    }

    void do_all(play& steps) {
        for (const test_step& each : test_.steps) {
            if (!steps.step(each.does)) return failed(each.where, each.name, steps);
        }
        if (test_.strict && !steps.nothing_unexpected()) failed(test_.where, "", steps);
    }

    void failed(place where, const std::string& step, const play& steps) {
        verdict_.failure = {where, step, time_.now() - time_.began(), steps.lines()};
    }

    const test_case& test_;
    driven_time time_{begin};
    const settings tested_;
    scene scene_;
    application* weir_ = nullptr;
    test_verdict verdict_;
};

}  // namespace

test_verdict rehearse(const settings& tested, const test_case& test) {
    return rehearsal(tested, test).run();
}

}  // namespace weir
