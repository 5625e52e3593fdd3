#pragma once

namespace weir {

// Gives back what only a start, or the reading of a configuration, needed: free memory of the heap, and the
// pages of programs and libraries that are read from their files, of which those that are used come back by
// themselves, from the page cache. Takes less than a millisecond; from any thread.
void let_go_of_start() noexcept;

}  // namespace weir
