#include "gateway/relay/row_names.hpp"

#include <algorithm>
#include <utility>

#include "gateway/core/protocol_names.hpp"
#include "gateway/text/topic_level.hpp"

namespace sluice::relay {
namespace {

constexpr std::string_view member = "user_id";

/// Between topic and key: neither Kafka's topics nor MQTT's have it.
constexpr char key_begins = '\0';

std::string encoded(std::string_view value) {
  std::string level(text::topic_level_bound(value), '\0');
  text::Writer out{level};
  text::encode_topic_level(value, out);
  level.resize(out.size());
  return level;
}

/// The text has something that names of connections and channels do not have.
bool separates(std::string_view text) {
  return !has_channel_characters(text);
}

const EventTemplate& name_of(const Route& route) {
  return route.state_name == StateName::topic ? route.topic : route.key;
}

}  // namespace

std::string why_rows_are_not_known(const Route& route) {
  const bool by_topic = route.state_name == StateName::topic;
  const auto around = name_of(route).around(member, {});
  if (!around) return "{user_id} stands there more than once";
  if (by_topic && !around->encoded) return "{user_id|raw} may be several levels of a topic";
  if (!by_topic && route.topic.mentions(member)) return "each member has a topic";
  if (!name_of(route).keeps_apart(separates)) {
    return "nothing between its placeholders keeps one value from the next; put a character there "
           "that no channel's name has, such as /";
  }
  return {};
}

RowNames::RowNames(const Route& route, std::string_view connection, std::string_view channel) {
  Event event;
  event.connection = connection;
  event.channel = channel;
  auto around = name_of(route).around(member, event);
  SLUICE_ASSERT(around, "the rows of the route are known by their names");
  encoded_ = around->encoded;
  after_ = std::move(around->after);
  if (route.state_name == StateName::topic) {
    before_ = std::move(around->before);
  } else {
    topic_ = route.topic.text(event);
    before_ = topic_ + key_begins + around->before;
  }
}

std::string RowNames::text_of(const TableRow& row) {
  std::string text{row.topic};
  if (!row.key.empty()) text.append(1, key_begins).append(row.key);
  return text;
}

std::optional<std::string> RowNames::member_of(std::string_view text) const {
  if (text.size() <= before_.size() + after_.size()) return std::nullopt;
  if (!text.starts_with(before_) || !text.ends_with(after_)) return std::nullopt;
  text.remove_prefix(before_.size());
  text.remove_suffix(after_.size());
  if (!encoded_) return std::string{text};
  auto value = text::decode_topic_level(text);
  // Others may write the same value in other ways, and none of these is our row.
  if (value && encoded(*value) != text) return std::nullopt;
  return value;
}

RowTopics RowNames::topics() const {
  if (!topic_.empty()) return {topic_};
  return {before_, after_};
}

}  // namespace sluice::relay
