#include "config/merge.hpp"

#include <string_view>
#include <unordered_map>
#include <utility>

#include "config/fill.hpp"
#include "config/wording.hpp"

namespace weir {

namespace {

class merger {
public:
    // Both must outlive the merger.
    merger(const std::vector<config_text>& files, problems& found) : files_(files), found_(found) {}

    // There is at least one part.
    node::entry merge(std::vector<node::entry> parts, const spot& in) {
        node::entry kept = take_first(parts);
        if (parts.empty()) return kept;
        std::vector<node> maps;
        for (node::entry& each : parts) {
            if (kept.value.is == node::form::map && each.value.is == node::form::map) {
                maps.push_back(std::move(each.value));
            } else if (each.value.is != node::form::null) {
                complain(each, kept, in);
            }
        }
        if (!maps.empty()) add_entries(kept, std::move(maps), in);
        return kept;
    }

private:
    // The first that is not null, if there is one; `parts` then has the others.
    static node::entry take_first(std::vector<node::entry>& parts) {
        auto first = parts.begin();
        while (first != parts.end() && first->value.is == node::form::null)
            ++first;
        if (first == parts.end()) first = parts.begin();
        node::entry taken = std::move(*first);
        parts.erase(first);
        return taken;
    }

    void complain(const node::entry& second, const node::entry& first, const spot& in) {
        found_.add(second.key_at, within(in, "a second value of " + quote(second.key)),
                   "the first one is at " + show_place(first.key_at, files_));
    }

    void add_entries(node::entry& kept, std::vector<node> maps, const spot& in) {
        const spot here = in.path.empty() && kept.key.empty() ? in : below(in, kept.key, kept.key_at);
        std::vector<std::vector<node::entry>> same;  // of one key each
        std::unordered_map<std::string, std::size_t> index;
        const auto take = [&](node& from) {
            for (node::entry& each : from.entries) {
                const auto [known, fresh] = index.try_emplace(each.key, same.size());
                if (fresh) same.emplace_back();
                same[known->second].push_back(std::move(each));
            }
        };
        take(kept.value);
        for (node& each : maps)
            take(each);
        kept.value.entries.clear();
        for (auto& each : same)
            kept.value.entries.push_back(merge(std::move(each), here));
    }

    const std::vector<config_text>& files_;
    problems& found_;
};

}  // namespace

node merge(std::vector<node> parts, const std::vector<config_text>& files, problems& found) {
    std::vector<node::entry> roots;
    for (node& each : parts) {
        const place where = each.where;
        roots.push_back({{}, where, std::move(each)});
    }
    return merger(files, found).merge(std::move(roots), {}).value;
}

}  // namespace weir
