#include <algorithm>
#include <map>

#include "config/build.hpp"
#include "config/topic.hpp"
#include "config/wording.hpp"

namespace weir {

namespace {

const std::string* find_overlap(const std::vector<std::string>& among, const std::string& filter) {
    const auto found = std::find_if(among.begin(), among.end(),
                                    [&](const std::string& each) { return filters_overlap(each, filter); });
    return found == among.end() ? nullptr : &*found;
}

void check_outputs(const std::vector<std::string>& own, const std::vector<used_topic>& outputs,
                   problems& found) {
    std::map<std::string_view, const used_topic*> first;
    for (const used_topic& each : outputs) {
        if (const std::string* met = find_overlap(own, each.usual)) {
            found.add(each.where.at,
                      within(each.where, quote(each.filter) + " meets weir's own topic " + quote(*met)),
                      each.usual.find_first_of("+#") == each.usual.npos
                          ? std::string()
                          : "a level may be called so: put it behind one of another name");
        }
        const auto [other, fresh] = first.emplace(each.filter, &each);
        if (fresh) continue;
        found.add(each.where.at, within(each.where, "two outputs have the topic " + quote(each.filter)),
                  other->second->source.empty()
                      ? "a port's quarantine has it already"
                      : "source " + quote(other->second->source) + " has it already");
    }
}

}  // namespace

void check_topics(const std::string& root, const std::vector<used_topic>& outputs,
                  const std::vector<used_topic>& inputs, problems& found) {
    std::vector<std::string> published = own_topics(root);
    check_outputs(published, outputs, found);
    for (const used_topic& each : outputs)
        published.push_back(each.filter);
    for (const used_topic& each : inputs) {
        if (const std::string* met = find_overlap(published, each.filter)) {
            found.add(
                each.where.at,
                within(each.where, "a loop: " + quote(each.filter) + " takes what weir itself publishes"),
                "to " + *met);
        }
    }
}

}  // namespace weir
