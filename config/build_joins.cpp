#include <algorithm>
#include <map>
#include <optional>
#include <string>

#include "config/build_inputs.hpp"
#include "config/wording.hpp"

namespace weir {

namespace {

// That a join is made of, each as often as it is joined, by whatever way: with each further join of joins its
// samples and their fields may double.
constexpr std::size_t most_joined = 256;

spot spot_of_join(const setting::member& source) {
    return below(below(spot_of_source(source), "join", source.value["join"].where), "sources", {});
}

class join_builder {
public:
    // All must outlive the builder.
    join_builder(const setting::map& written, std::vector<source_settings>& all, problems& found)
        : written_(written), all_(all), found_(found) {
        for (const source_settings& each : all) {
            index_.emplace(each.name, names_.size());
            names_.push_back(each.name);
        }
    }

    void build(std::size_t of) {
        const setting& join = written_[of].value["join"];
        if (!join.present()) return;
        join_settings made;
        if (const setting& within = join["within"]; within.present()) made.within = within.duration();
        if (join["sources"].is<setting::list>()) {
            for (const setting& each : join["sources"].items()) {
                if (const auto other = look_up(of, each, made)) made.sources.push_back(*other);
            }
        }
        all_[of].join = std::move(made);
    }

    // Needs all joins. Goes down from `of` through what is joined; each join is looked at once.
    void check_joined(std::size_t of) {
        if (seen_[of]) return;
        seen_[of] = true;
        if (!all_[of].join) return;
        way_.push_back(of);
        for (const std::size_t next : all_[of].join->sources) {
            const auto met = std::find(way_.begin(), way_.end(), next);
            if (met == way_.end()) {
                check_joined(next);
            } else {
                complain(of, next, {met, way_.end()});
            }
        }
        way_.pop_back();
        count_joined(of);
    }

private:
    // What it joins has been counted.
    void count_joined(std::size_t of) {
        std::size_t count = 0;
        for (const std::size_t next : all_[of].join->sources)
            count += all_[next].join ? joined_[next] : 1;
        joined_[of] = std::min(count, most_joined + 1);
        if (count <= most_joined) return;
        const spot here = spot_of_join(written_[of]);
        found_.add(here.at, within(here, "made of more than " + std::to_string(most_joined) + " sources"),
                   "those of the joins that it joins count, each as often as it is joined");
    }

    std::optional<std::size_t> look_up(std::size_t of, const setting& name, const join_settings& so_far) {
        if (!name.present()) return std::nullopt;
        const spot here = spot_of_join(written_[of]);
        const auto known = index_.find(name.text());
        if (known == index_.end()) {
            found_.add(name.where, within(here, "unknown source " + quote(name.text())),
                       hint_at(name.text(), names_, found_));
            return std::nullopt;
        }
        const auto& others = so_far.sources;
        if (known->second == of) {
            found_.add(name.where, within(here, quote(name.text()) + " is the source itself"));
        } else if (std::find(others.begin(), others.end(), known->second) != others.end()) {
            found_.add(name.where, within(here, quote(name.text()) + " is named twice"));
        } else {
            return known->second;
        }
        return std::nullopt;
    }

    void complain(std::size_t of, std::size_t next, const std::vector<std::size_t>& way) {
        std::string shown = "a cycle: ";
        for (const std::size_t each : way)
            shown.append(names_[each]).append(" joins ");
        shown += names_[next];
        for (const setting& each : written_[of].value["join"]["sources"].items()) {
            if (!each.present() || each.text() != names_[next]) continue;
            found_.add(each.where, within(spot_of_join(written_[of]), shown),
                       "a source cannot be made of itself");
        }
    }

    const setting::map& written_;
    std::vector<source_settings>& all_;
    problems& found_;
    std::vector<std::string_view> names_;
    std::map<std::string_view, std::size_t> index_;
    std::map<std::size_t, bool> seen_;
    std::map<std::size_t, std::size_t> joined_;  // of joins that were looked at
    std::vector<std::size_t> way_;               // the joins above the one that is looked at, and itself
};

}  // namespace

void build_joins(const setting& sources, std::vector<source_settings>& all, problems& found) {
    join_builder joins(members_of(sources), all, found);
    for (std::size_t i = 0; i < all.size(); ++i)
        joins.build(i);
    for (std::size_t i = 0; i < all.size(); ++i)
        joins.check_joined(i);
}

}  // namespace weir
