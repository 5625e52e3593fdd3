#include "daemon/reload_requests.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <utility>

namespace weir {

namespace {

std::string line_of(const boost::json::object& what) {
    return boost::json::serialize(what) + '\n';
}

}  // namespace

class reload_requests::follower final : public control_stream {
public:
    explicit follower(reload_requests& of) : of_(of), text_(line_of({{"reload", "wanted"}})) {
        of_.waiting_.push_back(this);
    }
    ~follower() override {
        std::erase(of_.waiting_, this);
        std::erase(of_.under_way_, this);
    }
    follower(const follower&) = delete;
    follower& operator=(const follower&) = delete;

    std::string take() override { return std::exchange(text_, {}); }
    void tell(const std::string& line) {
        text_ += line;
        more().notify_all();
    }

private:
    reload_requests& of_;
    std::string text_;
};

void reload_requests::add() {
    wanted_ = true;
    came_.notify_all();
}

std::unique_ptr<control_stream> reload_requests::add_followed() {
    add();
    return std::make_unique<follower>(*this);
}

awaitable<bool> reload_requests::next() {
    while (!wanted_) {
        const wake why = co_await came_.wait();
        if (why == wake::canceled) co_return false;
    }
    wanted_ = false;
    under_way_ = std::exchange(waiting_, {});
    co_return true;
}

void reload_requests::ended(const reload_outcome& how) {
    boost::json::object said{{"done", how.done}, {"text", how.text}};
    if (how.done) said["warnings"] = how.warnings;
    if (!how.done) said["bad_file"] = how.bad_file;
    for (follower* const each : std::exchange(under_way_, {}))
        each->tell(line_of(said));
}

}  // namespace weir
