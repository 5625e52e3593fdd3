#pragma once

#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/recording/reader.hpp"
#include "drivers/recording/writer.hpp"

// Recordings as text: what is written, what is read.
namespace weir::test {

// 2026-11-22T14:31:05.123Z
inline constexpr std::chrono::sys_time<std::chrono::nanoseconds> recorded_at{
    std::chrono::milliseconds(1'795'357'865'123)};

inline std::string head_of(const std::string& port) {
    std::string bytes;
    write_head({port, recorded_at}, bytes);
    return bytes;
}

inline std::string recording_of(const std::string& port, const std::vector<record>& records) {
    std::string bytes = head_of(port);
    record_writer writer;
    for (const record& each : records)
        writer.write(each.kind, each.at, each.bytes, bytes);
    return bytes;
}

// "received 1500 <abc>", the time in us.
inline std::string show(const record& shown) {
    constexpr std::string_view names[] = {"", "received", "sent", "opened", "closed"};
    std::string text(names[static_cast<std::size_t>(shown.kind)]);
    text += ' ' + std::to_string(std::chrono::duration_cast<std::chrono::microseconds>(shown.at).count());
    return shown.bytes.empty() ? text : text + " <" + std::string(shown.bytes) + '>';
}

// Each record, and behind them what is broken, if something is.
inline std::vector<std::string> records_in(const std::string& bytes) {
    std::istringstream in(bytes);
    recording_reader reader(in);
    std::vector<std::string> all;
    auto got = reader.next();
    for (; got.what == recording_reader::found; got = reader.next())
        all.push_back(show(got.record));
    if (got.what == recording_reader::broken) all.push_back(reader.error());
    return all;
}

}  // namespace weir::test
