#include "drivers/probe/guesser.hpp"

#include <algorithm>

#include "drivers/probe/candidate.hpp"
#include "drivers/probe/rows.hpp"
#include "drivers/probe/trial.hpp"

namespace weir {

namespace {

using namespace probing;

constexpr double least_score = 0.02;

void try_all(const std::vector<candidate>& tried, const heard& all, std::vector<guess>& into) {
    for (const candidate& each : tried) {
        guess made = try_on(each, all);
        if (made.score >= least_score) into.push_back(std::move(made));
    }
}

}  // namespace

std::vector<guess> guesser::judge() const {
    std::vector<guess> all;
    const std::string& bytes = heard_.bytes();
    const bool feeds = bytes.find('\n') != bytes.npos;
    const line_end by = feeds ? line_end::feed : line_end::carriage_return;
    try_all(packet_candidates(), heard_, all);
    try_all(line_candidates(by), heard_, all);
    try_all(csv_candidates(bytes, by), heard_, all);
    for (const candidate& each : plain_candidates()) {
        guess made = try_on(each, heard_);
        const bool stuffed = made.language != "idle" && made.good > 0;
        if (stuffed) try_all(sealed_candidates(each), heard_, all);
        if (made.score >= least_score) all.push_back(std::move(made));
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const guess& a, const guess& b) { return a.score > b.score; });
    return all;
}

}  // namespace weir
