#include "gateway/app/status_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <vector>

#include "config/problem.hpp"
#include "gateway/app/time_span.hpp"

namespace sluice::app {
namespace {

using Json = nlohmann::json;
using Row = std::vector<std::string>;

/// The texts may be a peer's.
std::string text_of(const Json& value) {
  return value.is_string() ? config::printable(value.get<std::string>()) : value.dump();
}

std::string text_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() ? "" : text_of(*found);
}

/// For people; nothing where it is not known.
std::string span_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() ? "" : span(found->get<std::int64_t>());
}

std::string ago(const Json& object, const char* key) {
  const auto time = span_of(object, key);
  return time.empty() ? "" : time + " ago";
}

std::string last_error_of(const Json& broker) {
  const auto found = broker.find("last_error");
  if (found == broker.end()) return "";
  return fmt::format("{}: {}", ago(*found, "seconds_ago"), text_of(*found, "text"));
}

std::string rate_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() ? "" : fmt::format("{:.1f}", found->get<double>());
}

std::int64_t sum_of(const Json& counts) {
  std::int64_t sum = 0;
  for (const auto& count : counts) sum += count.get<std::int64_t>();
  return sum;
}

bool has_text(const Row& row, std::size_t column) {
  return !row[column].empty();
}

/// Columns as wide as their longest text; two spaces between them. Rates without a value, as in the
/// first answer, have no column.
std::string table(const std::vector<Row>& rows) {
  if (rows.size() < 2) return "";
  const Row& head = rows.front();
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < head.size(); ++i) {
    const bool unknown =
        head[i].ends_with("/S") && std::none_of(rows.begin() + 1, rows.end(),
                                                [i](const Row& row) { return has_text(row, i); });
    const auto size = [i](const Row& row) { return row[i].size(); };
    widths.push_back(unknown ? 0 : size(*std::ranges::max_element(rows, {}, size)) + 2);
  }
  std::string text = "\n";
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (widths[i] > 0) line += fmt::format("{:<{}}", row[i], widths[i]);
    }
    text += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
  }
  return text;
}

std::string config_line(const Json& status) {
  const Json& config = status.at("config");
  std::string line = fmt::format("sluice {}, configuration {} since {}", text_of(status, "version"),
                                 text_of(config, "hash"), text_of(config, "since"));
  const auto last = config.find("last_reload");
  if (last != config.end()) {
    line += fmt::format("; last reload: {} at {}", text_of(*last, "result"), text_of(*last, "at"));
  }
  return line + '\n';
}

/// How long it has been connected, or not: since the last loss.
std::string state_for(const Json& connection) {
  const auto connected = span_of(connection, "connected_seconds");
  if (!connected.empty() || !connection.contains("last_loss")) return connected;
  return span_of(connection.at("last_loss"), "seconds_ago");
}

/// Of the channel that had one last.
std::string last_event_of(const Json& channels) {
  const Json* last = nullptr;
  constexpr auto key = "last_event_seconds_ago";
  for (const Json& channel : channels) {
    if (!channel.contains(key)) continue;
    if (last == nullptr || channel.at(key) < last->at(key)) last = &channel;
  }
  return last == nullptr ? "" : ago(*last, key);
}

std::string connections(const Json& status) {
  std::vector<Row> rows{
      {"CONNECTION", "STATE", "FOR", "CHANNELS", "EVENTS", "EVENTS/S", "LAST EVENT", "PROBLEM"}};
  for (const Json& connection : status.at("connections")) {
    const Json& channels = connection.at("channels");
    const auto is_subscribed = [](const Json& channel) {
      return channel.at("state") == "subscribed";
    };
    rows.push_back(
        {text_of(connection, "connection"), text_of(connection, "state"), state_for(connection),
         fmt::format("{}/{}", std::ranges::count_if(channels, is_subscribed), channels.size()),
         text_of(connection, "events"), rate_of(connection, "events_per_second"),
         last_event_of(channels), text_of(connection, "problem")});
    if (connection.at("state") != "connected") continue;
    for (const Json& channel : channels) {
      if (is_subscribed(channel)) continue;
      rows.push_back({"  " + text_of(channel, "channel"), text_of(channel, "state"), "", "", "", "",
                      ago(channel, "last_event_seconds_ago"), text_of(channel, "problem")});
    }
  }
  return table(rows);
}

std::string journal_of(const Json& sink) {
  const auto found = sink.find("journal");
  if (found == sink.end()) return "";
  return fmt::format("{}, {} B", text_of(*found, "state"), text_of(*found, "bytes"));
}

std::string sinks(const Json& status) {
  std::vector<Row> rows{{"SINK", "TYPE", "STATE", "FOR", "HELD", "BYTES", "OLDEST", "JOURNAL",
                         "DELIVERED", "DELIVERED/S", "REJECTED", "DEAD-LETTERED", "DROPPED",
                         "LAST ERROR"}};
  for (const Json& sink : status.at("sinks")) {
    rows.push_back({text_of(sink, "sink"), text_of(sink, "type"), text_of(sink, "state"),
                    span_of(sink, "state_seconds"), text_of(sink, "records"),
                    text_of(sink, "bytes"), span_of(sink, "oldest_seconds"), journal_of(sink),
                    text_of(sink, "delivered"), rate_of(sink, "delivered_per_second"),
                    text_of(sink, "rejected"), text_of(sink, "dead_lettered"),
                    std::to_string(sum_of(sink.at("dropped"))), last_error_of(sink)});
  }
  return table(rows);
}

std::string sources(const Json& status) {
  std::vector<Row> rows{{"SOURCE", "TYPE", "STATE", "FOR", "RECEIVED", "RECEIVED/S", "LAST MESSAGE",
                         "PENDING", "LAG", "PAUSED", "LAST ERROR"}};
  for (const Json& source : status.at("sources")) {
    rows.push_back({text_of(source, "source"), text_of(source, "type"), text_of(source, "state"),
                    span_of(source, "state_seconds"), text_of(source, "received"),
                    rate_of(source, "received_per_second"), ago(source, "last_message_seconds_ago"),
                    text_of(source, "pending"), text_of(source, "lag"),
                    source.at("paused") == true ? "yes" : "", last_error_of(source)});
  }
  return table(rows);
}

std::string returns(const Json& status) {
  std::vector<Row> rows{
      {"RETURN", "RECEIVED", "SENT", "SENT/S", "PENDING", "DEAD-LETTERED", "DROPPED"}};
  for (const Json& back : status.at("returns")) {
    rows.push_back({text_of(back, "return"), text_of(back, "received"), text_of(back, "sent"),
                    rate_of(back, "sent_per_second"), text_of(back, "pending"),
                    std::to_string(sum_of(back.at("dead_lettered"))),
                    std::to_string(sum_of(back.at("dropped")))});
  }
  return table(rows);
}

std::string certificates(const Json& status) {
  std::vector<Row> rows{{"CERTIFICATES", "USE", "EXPIRE"}};
  for (const Json& file : status.value("certificates", Json::array())) {
    rows.push_back({text_of(file, "file"), text_of(file, "use"), text_of(file, "expires")});
  }
  return table(rows);
}

}  // namespace

std::string status_table(std::string_view json) try {
  const Json status = Json::parse(json);
  std::string text = config_line(status);
  for (const Json& shard : status.at("silent_shards")) {
    text += fmt::format("shard {} does not answer: what it has is missing\n", text_of(shard));
  }
  return text + connections(status) + sinks(status) + sources(status) + returns(status) +
         certificates(status);
} catch (const Json::exception&) {
  throw std::runtime_error("the answer is not one of sluice");
}

}  // namespace sluice::app
