#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <memory>
#include <string>

#include "drivers/byte_stream.hpp"
#include "drivers/recording/file.hpp"

namespace weir {

enum class replay_pace : std::uint8_t { recorded, fastest };

// A line on which is read again what was received then, beginning now. What is written is swallowed. Behind
// the recording's end it stays open and silent; `on_end` is told once, with what is broken or an empty text.
// What was not read in time is not lost. A read may wait for the disk.
std::unique_ptr<byte_stream> open_replay(const boost::asio::any_io_executor& executor,
                                         std::unique_ptr<recording_file> from, replay_pace pace,
                                         std::function<void(const std::string& broken)> on_end);

}  // namespace weir
