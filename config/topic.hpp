#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// MQTT topic names and filters (MQTT 5.0, section 4.7) and the templates that make them. Pure text; no MQTT
// client.
namespace weir {

// Why `name` cannot be published to, or `filter` not subscribed to; empty when it can.
std::string why_bad_topic(std::string_view name);
std::string why_bad_filter(std::string_view filter);  // $share/group/filter too

// `filter` as the broker matches it: without the `$share/group/` in front.
std::string_view without_share(std::string_view filter);

// Whether `filter` takes the topic `name`. Both valid.
bool topic_matches(std::string_view filter, std::string_view name);

// Whether some topic is taken by both filters.
bool filters_overlap(std::string_view one, std::string_view other);

// What each wildcard of `filter` takes of `name`, in their order; the rest that `#` takes has no slash in
// front. Empty texts for what `name`, which need not match, lacks.
std::vector<std::string_view> taken_by_wildcards(std::string_view filter, std::string_view name);

// What weir says of itself, and what it takes commands from, below its root ("weir/greenhouse-pi"): filters.
std::vector<std::string> own_topics(const std::string& root);

// `text` with each {name} ([a-z_][a-z0-9_]*) replaced by what `lookup` gives; other braces are text.
// Nothing when lookup gives nothing; `unknown` then holds the name.
std::optional<std::string> expand(std::string_view text,
                                  const std::function<std::optional<std::string>(std::string_view)>& lookup,
                                  std::string& unknown);

}  // namespace weir
