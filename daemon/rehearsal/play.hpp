#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "config/test_file.hpp"
#include "daemon/rehearsal/account.hpp"
#include "daemon/rehearsal/pace.hpp"
#include "daemon/rehearsal/scene.hpp"

namespace weir {

// Does the steps of a test, one after another. What its constructor is given must outlive it.
class play {
public:
    play(scene& on, pace& at, driven_time& time, std::function<void()> stop_weir)
        : scene_(on), pace_(at), time_(time), stop_weir_(std::move(stop_weir)), account_(time.began()) {}

    // False: it did not go as the step has it; then lines() say how.
    bool step(const test_steps::any& what);
    // Whether all that came was expected, for a strict test; the same.
    bool nothing_unexpected();

    bool told_to_stop() const { return told_to_stop_; }
    const std::vector<std::string>& lines() const { return account_.lines(); }

private:
    bool act(const test_steps::send& what);
    bool act(const test_steps::message& what);
    bool act(const test_steps::wait& what);
    bool act(const test_steps::expect& what);
    bool act(const test_steps::expect_none& what);
    bool act(const test_steps::device& what);
    bool act(const test_steps::call& what);
    bool act(const test_steps::cancel& what);
    bool act(const test_steps::outcome& what);
    bool act(const test_steps::plug& what);
    bool act(const test_steps::broker& what);
    bool act(const test_steps::stop& what);

    // Something is done to weir, and what comes of it at once.
    bool perform(const std::function<void()>& deed);
    bool perform(const test_steps::repetition& again, const std::function<void()>& deed);
    bool wait_for(duration within, const std::function<bool()>& enough);
    template <class What, class Right, class CouldBe>
    bool take(transcript<What>& heard, duration within, const Right& right, const CouldBe& could_be);
    // Gives the first thing that is `wanted`, came since `from` or comes, and nobody has taken; null: none.
    template <class What, class Wanted>
    const typename transcript<What>::entry* find(const transcript<What>& heard, std::size_t from,
                                                 duration time, const Wanted& wanted);
    bool is_open(const std::string& port);
    bool broker_is_up();

    scene& scene_;
    pace& pace_;
    driven_time& time_;
    std::function<void()> stop_weir_;
    bool told_to_stop_ = false;
    // How much there was before the last step that did something.
    std::size_t published_before_ = 0;
    std::map<std::string, std::size_t> written_before_;  // by port
    account account_;
};

}  // namespace weir
