#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace weir {

// What a stage remembers of each field, by the field's name. A device that invents names without end must not
// grow us: beyond `most` all is forgotten.
template <class T>
class by_name {
public:
    static constexpr std::size_t most = 4096;

    // Null when the name is not known.
    const T* find(std::string_view name) const {
        const auto found = all_.find(name);
        return found == all_.end() ? nullptr : &found->second;
    }
    // A new one is as `initial`. Valid until the next call.
    T& at(std::string_view name, const T& initial = T()) {
        const auto found = all_.find(name);
        if (found != all_.end()) return found->second;
        if (all_.size() >= most) all_.clear();
        return all_.emplace(name, initial).first->second;
    }
    void clear() { all_.clear(); }
    bool empty() const { return all_.empty(); }
    std::size_t size() const { return all_.size(); }
    auto begin() { return all_.begin(); }
    auto end() { return all_.end(); }

private:
    std::map<std::string, T, std::less<>> all_;
};

}  // namespace weir
