#include <sstream>

#include "drivers/recording/reader.hpp"
#include "drivers/recording/writer.hpp"
#include "tests/fuzz/invariants.hpp"

using namespace weir;
using namespace weir::test;

namespace {

// Reads to the end: the bounds hold, and what was read is written and read again alike.
void check_whole(const std::string& bytes) {
    std::istringstream in(bytes);
    recording_reader reader(in);
    if (!reader.head()) {
        require(!reader.error().empty() && reader.next().what == recording_reader::broken);
        return;
    }
    std::string again;
    write_head(*reader.head(), again);
    record_writer writer;
    duration last{};
    auto got = reader.next();
    for (; got.what == recording_reader::found; got = reader.next()) {
        const record& one = got.record;
        const bool has_bytes = one.kind == record_kind::received || one.kind == record_kind::sent;
        require(has_bytes == !one.bytes.empty() && one.bytes.size() <= record::most_bytes && one.at >= last);
        last = one.at;
        writer.write(one.kind, one.at, one.bytes, again);
    }
    require((got.what == recording_reader::broken) != reader.error().empty());
    require(reader.next().what == got.what);
    if (bytes.starts_with(again)) return;  // but numbers may have been written longer than they need be
    std::istringstream in_again(again);
    recording_reader rereader(in_again);
    require(rereader.head() && rereader.head()->port == reader.head()->port);
    while (rereader.next().what == recording_reader::found) {
    }
    require(rereader.error().empty());
}

}  // namespace

// The input as a file; and as what is received on a port, which is written, damaged in one byte and read.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view input = text_of(data, size);
    check_whole(std::string(input));

    const std::size_t where = take_byte(input) * 256 + take_byte(input);
    const auto mask = static_cast<unsigned char>(take_byte(input));
    std::string made;
    write_head({"port", {}}, made);
    const std::size_t head = made.size();
    record_writer writer;
    for (std::size_t i = 0; !input.empty(); ++i) {
        const std::size_t piece = take_byte(input) + 1;
        const auto kind = static_cast<record_kind>(1 + i % 2);
        writer.write(kind, std::chrono::milliseconds(i * piece), input.substr(0, piece), made);
        input.remove_prefix(std::min(piece, input.size()));
    }
    check_whole(made);
    if (made.size() == head) return 0;
    char& damaged = made[head + where % (made.size() - head)];
    damaged = static_cast<char>(damaged ^ mask);
    std::istringstream in(made);
    recording_reader reader(in);
    while (reader.next().what == recording_reader::found) {
    }
    require(reader.error().empty() == (mask == 0));
    return 0;
}
