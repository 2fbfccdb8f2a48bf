#include "gateway/app/status_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <vector>

#include "config/problem.hpp"

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

std::string age_of(const Json& sink) {
  const auto found = sink.find("oldest_seconds");
  return found == sink.end() ? "" : fmt::format("{} s", found->get<std::int64_t>());
}

std::string last_error_of(const Json& broker) {
  const auto found = broker.find("last_error");
  if (found == broker.end()) return "";
  return fmt::format("{} s ago: {}", text_of(*found, "seconds_ago"), text_of(*found, "text"));
}

std::int64_t sum_of(const Json& counts) {
  std::int64_t sum = 0;
  for (const auto& count : counts) sum += count.get<std::int64_t>();
  return sum;
}

/// Columns as wide as their longest text; two spaces between them.
std::string table(const std::vector<Row>& rows) {
  if (rows.size() < 2) return "";
  std::vector<std::size_t> widths(rows.front().size());
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string text = "\n";
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += fmt::format("{:<{}}", row[i], widths[i] + 2);
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

std::string connections(const Json& status) {
  std::vector<Row> rows{{"CONNECTION", "STATE", "CHANNELS", "PROBLEM"}};
  for (const Json& connection : status.at("connections")) {
    const Json& channels = connection.at("channels");
    const auto is_subscribed = [](const Json& channel) {
      return channel.at("state") == "subscribed";
    };
    rows.push_back(
        {text_of(connection, "connection"), text_of(connection, "state"),
         fmt::format("{}/{}", std::ranges::count_if(channels, is_subscribed), channels.size()),
         text_of(connection, "problem")});
    if (connection.at("state") != "connected") continue;
    for (const Json& channel : channels) {
      if (is_subscribed(channel)) continue;
      rows.push_back({"  " + text_of(channel, "channel"), text_of(channel, "state"), "",
                      text_of(channel, "problem")});
    }
  }
  return table(rows);
}

std::string sinks(const Json& status) {
  std::vector<Row> rows{{"SINK", "TYPE", "STATE", "HELD", "BYTES", "OLDEST", "REJECTED",
                         "DEAD-LETTERED", "DROPPED", "LAST ERROR"}};
  for (const Json& sink : status.at("sinks")) {
    rows.push_back({text_of(sink, "sink"), text_of(sink, "type"), text_of(sink, "state"),
                    text_of(sink, "records"), text_of(sink, "bytes"), age_of(sink),
                    text_of(sink, "rejected"), text_of(sink, "dead_lettered"),
                    std::to_string(sum_of(sink.at("dropped"))), last_error_of(sink)});
  }
  return table(rows);
}

std::string sources(const Json& status) {
  std::vector<Row> rows{
      {"SOURCE", "TYPE", "STATE", "RECEIVED", "PENDING", "LAG", "PAUSED", "LAST ERROR"}};
  for (const Json& source : status.at("sources")) {
    rows.push_back({text_of(source, "source"), text_of(source, "type"), text_of(source, "state"),
                    text_of(source, "received"), text_of(source, "pending"), text_of(source, "lag"),
                    source.at("paused") == true ? "yes" : "", last_error_of(source)});
  }
  return table(rows);
}

std::string returns(const Json& status) {
  std::vector<Row> rows{{"RETURN", "RECEIVED", "SENT", "PENDING", "DEAD-LETTERED", "DROPPED"}};
  for (const Json& back : status.at("returns")) {
    rows.push_back({text_of(back, "return"), text_of(back, "received"), text_of(back, "sent"),
                    text_of(back, "pending"), std::to_string(sum_of(back.at("dead_lettered"))),
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
