#pragma once

#include <cstddef>

namespace weir::test {

// Bytes that this program has asked operator new for since its start, freed or not. A program that uses it
// gets a counting operator new.
std::size_t allocated_bytes();

// The calls of operator new since then.
std::size_t allocations();

}  // namespace weir::test
