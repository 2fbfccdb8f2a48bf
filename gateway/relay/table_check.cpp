#include "gateway/relay/table_check.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace sluice::relay {
namespace {

/// The departure of a member must name the same row as the join did.
void check_place(std::size_t index, std::string_view field, const EventTemplate& place,
                 std::vector<text::RuleProblem>& problems) {
  for (const std::string_view placeholder : {"event", "kind"}) {
    if (!place.mentions(placeholder)) continue;
    problems.push_back({index, field,
                        fmt::format("with {{{}}} a departure would not find the row of the join, "
                                    "and no row would ever be removed",
                                    placeholder)});
  }
}

}  // namespace

void check_table(std::size_t index, const RouteRule& rule, const EventTemplate& topic,
                 const EventTemplate& key, std::vector<text::RuleProblem>& problems) {
  if (!rule.table) return;
  if (rule.kinds != KindSet::members()) {
    problems.push_back({index, "table",
                        "is made of presence.joined and presence.left, of both and nothing else; "
                        "leave kind out, or write presence"});
  }
  check_place(index, "topic", topic, problems);
  const bool by_topic = rule.state_name == StateName::topic;
  if (!by_topic) check_place(index, "key", key, problems);
  const EventTemplate& row = by_topic ? topic : key;
  std::string missing;
  const auto demand = [&](std::string_view placeholder, bool always_the_same) {
    if (!always_the_same && !row.mentions(placeholder)) {
      missing += fmt::format(" {{{}}}", placeholder);
    }
  };
  demand("connection", !rule.connection.empty());
  demand("channel", rule.channels.name_one_channel());
  demand("user_id", false);
  if (missing.empty()) return;
  problems.push_back({index, by_topic ? "topic" : "key",
                      "names a row of the table, and rows would fall together without" + missing});
}

}  // namespace sluice::relay
