#include "gateway/app/rehearsal/expectation_file.hpp"

#include <algorithm>
#include <utility>

#include "config/own_names.hpp"
#include "config/section.hpp"
#include "config/yaml_document.hpp"
#include "connectors/registry.hpp"
#include "gateway/text/json_syntax.hpp"

// What the reader finds by argument-dependent lookup stands beside the structs.
namespace sluice::app {

using config::Required;
using config::Section;

template <class Visitor>
void fields(Visitor& visit, TestedEvent& event) {
  visit("connection", event.connection, "The one it comes on.");
  visit("channel", event.channel, "");
  visit("event", event.event, "Its name.");
  visit("kind", event.kind, "");
  visit("data", event.data, "Text, sent as a JSON string.");
  visit("data_json", event.data_json, "Any JSON value, as in the frame.");
  visit("user_id", event.user_id, "");
  visit("replayed", event.replayed, "");
  visit("own", event.own, "");
}

void check(Section& section, const TestedEvent& event) {
  const auto whole = WholeEvent::of(event);
  if (!whole) section.problem(whole.error().key, whole.error().why);
}

namespace {

void check_json(Section& section, std::string_view key, const std::optional<std::string>& json,
                std::string_view other_key, bool has_other) {
  if (json && !text::is_json(*json)) section.problem(key, "is not JSON");
  if (json && has_other) {
    section.problem(key, "cannot be given beside " + std::string{other_key});
  }
}

}  // namespace

template <class Visitor>
void fields(Visitor& visit, ExpectedRecord& record) {
  visit("to", record.to, "Name of the sink.", Required{});
  visit("topic", record.topic, "");
  visit("key", record.key, "");
  visit("payload", record.payload, "Byte for byte.");
  visit("payload_json", record.payload_json, "The same JSON value.");
  visit("headers", record.headers, "These, and perhaps others.");
  visit("removes", record.removes, "The row of a table.");
}

void check(Section& section, const ExpectedRecord& record) {
  check_json(section, "payload_json", record.payload_json, "payload", record.payload.has_value());
  if (record.removes && (record.payload || record.payload_json)) {
    section.problem("removes", "such a record has no payload");
  }
}

template <class Visitor>
void fields(Visitor& visit, TestedMessage& message) {
  visit("from", message.from, "Name of the source.", Required{});
  visit("topic", message.topic, "", Required{});
  visit("key", message.key, "");
  visit("payload", message.payload, "");
  visit("headers", message.headers, "");
}

template <class Visitor>
void fields(Visitor& visit, ExpectedEvent& event) {
  visit("to", event.to, "Name of the connection.");
  visit("channel", event.channel, "");
  visit("event", event.event, "Its name, as on the wire.");
  visit("data", event.data, "JSON text, byte for byte.");
  visit("data_json", event.data_json, "The same JSON value.");
  visit("lost", event.lost, "Why there is none.");
}

void check(Section& section, const ExpectedEvent& event) {
  check_json(section, "data_json", event.data_json, "data", event.data.has_value());
  if (event.lost && (event.to || event.channel || event.event || event.data || event.data_json)) {
    section.problem("lost", "such an event has no other keys");
  }
}

template <class Visitor>
void fields(Visitor& visit, Expectation& test) {
  visit("name", test.title, "What it is about, for people.", Required{});
  visit("event", test.event, "");
  visit("records", test.records, "What the event becomes.");
  visit("message", test.message, "");
  visit("events", test.events, "What the message becomes.");
}

void check(Section& section, const Expectation& /*test*/) {
  const auto need = [&section](const char* given, const char* expected) {
    if (!section.value().find(expected)) {
      section.problem(given, std::string{"what is expected of it? Give "} + expected +
                                 ", which may be an empty list");
    }
  };
  const bool has_event = section.value().find("event").has_value();
  const bool has_message = section.value().find("message").has_value();
  if (has_event == has_message) {
    return section.problem("name", "a test has either an event or a message");
  }
  if (has_event) need("event", "records");
  if (has_message) need("message", "events");
}

template <class Visitor>
void fields(Visitor& visit, ExpectationFile& file) {
  visit("config", file.config, "The configuration, from the folder of this file.", Required{});
  visit("tests", file.tests, "", Required{});
}

boost::system::result<ExpectationFile, std::vector<config::Problem>> read_expectations(
    std::string_view text, std::string_view name) {
  config::Reading reading{std::string{name}, connectors::types()};
  ExpectationFile file;
  if (const auto root = config::parse_yaml(text, reading)) {
    config::read(config::Value{reading, *root, ""}, file, config::Rule{});
    const config::Node* const tests = root->find("tests");
    for (std::size_t i = 0; i < file.tests.size(); ++i) file.tests[i].at = tests->children[i].at;
  }
  if (reading.problems.empty()) return file;
  std::ranges::stable_sort(reading.problems, {}, &config::Problem::at);
  return std::move(reading.problems);
}

}  // namespace sluice::app
