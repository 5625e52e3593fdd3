#include <algorithm>

#include "daemon/command/journal_lines.hpp"
#include "tests/fuzz/invariants.hpp"

using namespace weir;
using namespace weir::test;

namespace {

bool same(const journal_entry& one, const journal_entry& other) {
    return one.key == other.key && one.id == other.id && one.explicit_id == other.explicit_id &&
           one.command == other.command && one.fingerprint == other.fingerprint &&
           one.received == other.received && one.client == other.client &&
           one.response_topic == other.response_topic && one.correlation == other.correlation &&
           one.answer == other.answer;
}

}  // namespace

// A whole file, whatever it holds: the bounds hold, and what was understood is written and read again alike.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::size_t most = 3;
    const std::string_view text = text_of(data, size);
    const journal_text parsed = parse_journal(text, most);
    require(parsed.broken <= static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1);

    std::string again;
    std::size_t open = 0;
    const journal_entry* before = nullptr;
    for (const journal_entry& each : parsed.entries) {
        require(before == nullptr || before->key < each.key);
        require(each.answer.empty() || each.explicit_id);
        open += each.answer.empty() ? 1 : 0;
        again += line_of(each);
        before = &each;
    }
    require(open <= most && parsed.entries.size() - open <= most);

    const journal_text reparsed = parse_journal(again, most);
    require(reparsed.broken == 0 && std::ranges::equal(parsed.entries, reparsed.entries, same));
    if (before != nullptr) {
        const journal_text ended = parse_journal(again + line_of_end(before->key, "{}"), most);
        require(ended.broken == 0);
    }
    return 0;
}
