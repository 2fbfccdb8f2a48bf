#include "gateway/app/rehearsal/comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "config/problem.hpp"
#include "config/visible_text.hpp"
#include "gateway/app/rehearsal/message_outcome.hpp"
#include "gateway/app/rehearsal/subscribers.hpp"
#include "gateway/relay/explanation.hpp"
#include "gateway/text/json_value.hpp"

namespace sluice::app {
namespace {

constexpr WallTime moment = std::chrono::sys_days{std::chrono::year{2000} / 1 / 1};

/// Gathers what differs, with the place of each side.
class Differences {
 public:
  explicit Differences(std::vector<std::string>& lines) : lines_(lines) {}

  void at(std::string place) { place_ = std::move(place); }

  void add(std::string_view what) { lines_.push_back(fmt::format("  {}: {}", place_, what)); }

  void compare(std::string_view key, const std::optional<std::string>& expected,
               std::string_view got) {
    if (expected && *expected != got) show(key, *expected, got);
  }
  /// Numbers are compared as they are written: a double would lose digits.
  void compare_json(std::string_view key, const std::optional<std::string>& expected,
                    std::string_view got) {
    constexpr auto exact = text::Fractions::as_written;
    if (!expected) return;
    const auto value = text::parse_json(got, exact);
    if (value.is_discarded() || value != text::parse_json(*expected, exact)) {
      show(key, *expected, got);
    }
  }

 private:
  void show(std::string_view key, std::string_view expected, std::string_view got) {
    lines_.push_back(fmt::format("  {}: {}", place_, key));
    lines_.push_back("    expected  " + config::visible(expected));
    lines_.push_back("    got       " + config::visible(got));
  }

  std::vector<std::string>& lines_;
  std::string place_;
};

struct RoutedRecord {
  std::size_t route;
  relay::MadeRecord record;
};

void compare_record(const ExpectedRecord& expected, const relay::MadeRecord& got,
                    Differences& differences) {
  differences.compare("topic", expected.topic, got.topic);
  differences.compare("key", expected.key, got.key);
  differences.compare("payload", expected.payload, got.payload);
  differences.compare_json("payload_json", expected.payload_json, got.payload);
  for (const auto& [name, value] : expected.headers) {
    const auto found = std::ranges::find(
        got.headers, name, [](const auto& header) -> const auto& { return header.first; });
    if (found == got.headers.end()) {
      differences.add(fmt::format("there is no header {}", config::quoted(name)));
    } else {
      differences.compare("header " + config::visible(name), value, found->second);
    }
  }
  const bool removes = got.facts.change == Change::remove;
  if (expected.removes && !removes) differences.add("it does not remove a row");
  if (!expected.removes && removes) differences.add("it removes a row, so expect removes: true");
}

void compare_records(const Plan& plan, const std::vector<ExpectedRecord>& expected,
                     const std::vector<RoutedRecord>& got, Differences& differences) {
  const auto& routes = plan.config().routes;
  for (std::size_t i = 0; i < std::max(expected.size(), got.size()); ++i) {
    const auto place = fmt::format("records[{}]", i);
    if (i >= got.size()) {
      differences.at(place);
      differences.add(fmt::format("no route makes this record to {}", expected[i].to));
      continue;
    }
    const auto& [route, record] = got[i];
    const auto& to = routes[route].to;
    differences.at(fmt::format("{} of routes[{}] to {}", place, route, to));
    if (i >= expected.size()) {
      differences.add("is not expected; its topic is " + config::visible(record.topic));
    } else if (expected[i].to != to) {
      differences.add("expected is one to " + expected[i].to);
    } else {
      compare_record(expected[i], record, differences);
    }
  }
}

void compare_event(const ExpectedEvent& expected, const MessageOutcome& got,
                   Differences& differences) {
  const auto loss = got.lost ? std::string{to_string(*got.lost)} : "";
  if (got.lost != expected.lost) {
    const auto why = got.detail.empty() ? "" : ": " + config::visible(got.detail);
    differences.add(got.lost ? fmt::format("is lost as {}{}", loss, why)
                             : fmt::format("is not lost as {}", to_string(*expected.lost)));
    return;
  }
  differences.compare("to", expected.to, got.connection);
  differences.compare("channel", expected.channel, got.event.channel);
  differences.compare("event", expected.event, got.event.name);
  differences.compare("data", expected.data, got.event.data);
  differences.compare_json("data_json", expected.data_json, got.event.data);
}

void compare_events(const std::vector<ExpectedEvent>& expected,
                    const std::vector<MessageOutcome>& got, Differences& differences) {
  for (std::size_t i = 0; i < std::max(expected.size(), got.size()); ++i) {
    if (i >= got.size()) {
      differences.at(fmt::format("events[{}]", i));
      differences.add("no return takes the message for it");
      continue;
    }
    differences.at(fmt::format("events[{}] of {}", i, got[i].by));
    if (i >= expected.size()) {
      differences.add("is not expected; its channel is " + config::visible(got[i].event.channel));
    } else {
      compare_event(expected[i], got[i], differences);
    }
  }
}

std::vector<RoutedRecord> records_of(const Plan& plan, const Event& event) {
  const auto verdicts = relay::explain(plan.router(), event);
  std::vector<RoutedRecord> records;
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    if (verdicts[i].record) records.push_back({i, *verdicts[i].record});
  }
  return records;
}

void compare_event_test(const Plan& plan, const Expectation& test, Differences& differences) {
  const auto whole = *WholeEvent::of(*test.event);
  const auto connection = test.event->connection.empty()
                              ? likely_connections(plan.config(), test.event->channel).front()
                              : std::string_view{test.event->connection};
  const Event event = whole.on(connection, moment, 1);
  if (!can_come(plan.config(), event)) {
    differences.at("event");
    differences.add(
        fmt::format("never comes: connection {} does not subscribe to its channel", connection));
  }
  compare_records(plan, test.records, records_of(plan, event), differences);
}

void compare_message_test(const Plan& plan, const Expectation& test, Differences& differences) {
  const TestedMessage& given = *test.message;
  std::vector<Header> headers;
  for (const auto& [name, value] : given.headers) headers.push_back({name, value});
  const Message message{.topic = given.topic,
                        .key = given.key,
                        .payload = given.payload,
                        .headers = headers,
                        .published_at = moment};
  compare_events(test.events, outcomes_of(plan, given.from, message, moment), differences);
}

}  // namespace

std::vector<std::string> compare(const Plan& plan, const Expectation& test) {
  std::vector<std::string> lines;
  Differences differences(lines);
  if (test.event) compare_event_test(plan, test, differences);
  if (test.message) compare_message_test(plan, test, differences);
  return lines;
}

}  // namespace sluice::app
