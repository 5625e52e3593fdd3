#include "tests/support/allocations.hpp"

#include <atomic>
#include <cstdlib>
#include <new>

namespace {
std::atomic<std::size_t> total{0};
std::atomic<std::size_t> calls{0};
}  // namespace

std::size_t weir::test::allocated_bytes() {
    return total;
}

std::size_t weir::test::allocations() {
    return calls;
}

void* operator new(std::size_t size) {
    total += size;
    ++calls;
    if (void* memory = std::malloc(size)) return memory;
    throw std::bad_alloc();
}

// std::stable_sort() asks so.
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    total += size;
    ++calls;
    return std::malloc(size);
}

void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}
