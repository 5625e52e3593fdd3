#pragma once

#include <cstddef>
#include <vector>

namespace weir {

// A queue in one piece of memory, which grows as it is filled and is kept.
template <class T>
class ring {
public:
    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    // Counts from the front.
    T& operator[](std::size_t index) { return slots_[place_of(index)]; }
    const T& operator[](std::size_t index) const { return slots_[place_of(index)]; }
    T& front() { return slots_[first_]; }
    const T& front() const { return slots_[first_]; }

    void push_back(const T& what) {
        if (size_ == slots_.size()) grow();
        ++size_;
        slots_[place_of(size_ - 1)] = what;
    }
    void pop_front() {
        first_ = place_of(1);
        --size_;
    }

private:
    std::size_t place_of(std::size_t index) const {
        const std::size_t place = first_ + index;
        return place < slots_.size() ? place : place - slots_.size();
    }
    void grow() {
        std::vector<T> larger(size_ == 0 ? 4 : 2 * size_);
        for (std::size_t i = 0; i < size_; ++i)
            larger[i] = (*this)[i];
        slots_.swap(larger);
        first_ = 0;
    }

    std::vector<T> slots_;
    std::size_t first_ = 0;
    std::size_t size_ = 0;
};

}  // namespace weir
