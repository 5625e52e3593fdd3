#pragma once

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>

#include "drivers/recording/record.hpp"

namespace weir {

// Reads a recording record by record, whatever the stream holds; memory is bounded by one record. What is
// damaged or cut off is read up to there.
class recording_reader {
public:
    enum outcome : std::uint8_t {
        found,
        ended,   // behind the last record
        broken,  // damaged or cut off here: error() says it
    };
    struct result {
        outcome what = ended;
        weir::record record;  // when found; its bytes are valid until the next call
    };

    // Reads the head. `in` must outlive the reader.
    explicit recording_reader(std::istream& in);

    // Nothing when it is no recording, or one of another version: then next() gives `broken`.
    const std::optional<recording_head>& head() const { return head_; }
    // Once it was not `found` it will not be again.
    result next();
    // "it is damaged at byte 1234"; empty as long as there is none.
    const std::string& error() const { return error_; }

private:
    bool take(std::size_t count);
    std::optional<std::uint64_t> take_number(std::size_t most_bytes);
    bool sealed();
    std::string why_no_head();
    bool read_record(record& into);
    result fail();

    std::istream& in_;
    std::optional<recording_head> head_;
    std::string raw_;           // of the head or record that is being read
    std::uint64_t offset_ = 0;  // bytes, of raw_ in the stream
    std::uint64_t at_ = 0;      // us, of the last record
    bool short_ = false;        // the stream has ended within raw_
    bool ended_ = false;
    std::string error_;
};

}  // namespace weir
