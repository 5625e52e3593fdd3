#include "daemon/task.hpp"

#include <utility>

namespace weir {

stall_detector::stall_detector(duration limit, report on_stall)
    : limit_(limit), on_stall_(std::move(on_stall)) {}

void stall_detector::stalled(const task& who, duration held) {
    ++stalls_;
    if (on_stall_) on_stall_(who, held);
}

task::task(std::string name, stall_detector& stalls) : stalls_(stalls), name_(std::move(name)) {
    stalls_.enter(*this, since_);
}

task::task(task& parent, std::string name)
    : parent_(&parent), stalls_(parent.stalls_), name_(std::move(name)) {
    place_ = parent.children_.insert(parent.children_.end(), this);
    stalls_.enter(*this, since_);
}

task::~task() {
    stalls_.leave(*this, monotonic_clock::now());
    if (parent_) parent_->children_.erase(place_);
}

void task::restarted(std::string error) {
    ++restarts_;
    failed(std::move(error));
}

void task::failed(std::string error) {
    last_error_ = std::move(error);
}

std::string task::path() const {
    return parent_ ? parent_->path() + '/' + name_ : name_;
}

}  // namespace weir
