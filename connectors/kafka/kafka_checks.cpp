#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "config/section.hpp"
#include "connectors/broker_tls_checks.hpp"
#include "connectors/kafka/kafka_brokers.hpp"
#include "connectors/kafka/kafka_consumer.hpp"
#include "connectors/kafka/kafka_producer.hpp"
#include "connectors/kafka/kafka_topics.hpp"
#include "connectors/kafka/kafka_trial.hpp"

// The checks of `sluice check` for the settings of a Kafka sink or source.
namespace sluice::connectors {
namespace {

using PropertyFault = std::string (*)(const std::string& property, const std::string& value);

void check_brokers(const config::Section& section, const KafkaAccess& access) {
  const auto brokers = section.sound("brokers");
  if (!brokers) return;
  for (const config::Value& broker : brokers->children()) {
    const std::string fault = brokers_fault(broker.node().text, access);
    if (!fault.empty()) broker.problem(fmt::format("{} {}", broker.shown(), fault));
  }
}

/// A key that needs a password has it from `properties`, if not the whole key.
void check_tls(const config::Section& section, const KafkaAccess& access) {
  if (access.tls) check_broker_tls(section, *access.tls, config::KeyRule::may_be_elsewhere);
}

void check_properties(const config::Section& section,
                      const std::map<std::string, config::Secret>& properties,
                      PropertyFault fault_of) {
  const auto written = section.sound("properties");
  if (!written) return;
  for (const auto& [property, value] : properties) {
    const std::string fault = fault_of(property, value.reveal());
    if (!fault.empty()) written->find(property)->problem(fault);
  }
}

void check_topics(const config::Section& section, const std::vector<std::string>& topics) {
  const auto written = section.sound("topics");
  if (!written) return;
  const std::vector<config::Value> items = written->children();
  for (std::size_t i = 0; i < topics.size(); ++i) {
    const config::Value& item = items.empty() ? *written : items[i];
    const std::string fault = subscription_fault(topics[i]);
    if (!fault.empty()) item.problem(fault);
    const auto here = topics.begin() + static_cast<std::ptrdiff_t>(i);
    if (std::find(topics.begin(), here, topics[i]) != here) {
      item.problem("is listed twice");
    }
  }
}

/// The property of the file that librdkafka's text mentions; the longest name wins.
std::optional<config::Value> property_in(const config::Section& section, std::string_view text) {
  std::optional<config::Value> longest;
  const auto properties = section.value().find("properties");
  if (!properties) return longest;
  for (const config::Value& property : properties->children()) {
    const std::string& name = property.node().key;
    if (text.find(name) == text.npos) continue;
    if (!longest || name.size() > longest->node().key.size()) longest = property;
  }
  return longest;
}

struct Place {
  std::string_view mark;  ///< a part of librdkafka's text
  const char* section;
  const char* key;
};

/// The value that librdkafka's text is about, or the whole section if none is found.
config::Value place_of(const config::Section& section, std::string_view text) {
  if (const auto property = property_in(section, text)) return *property;
  constexpr std::array<Place, 6> places{{{"SASL mechanism", "sasl", "mechanism"},
                                         {"sasl.mechanism", "sasl", "mechanism"},
                                         {"sasl.password", "sasl", "password"},
                                         {"ssl.ca", "tls", "ca_file"},
                                         {"ssl.certificate", "tls", "cert_file"},
                                         {"ssl.key", "tls", "key_file"}}};
  for (const Place& place : places) {
    if (text.find(place.mark) == text.npos) continue;
    const auto group = section.value().find(place.section);
    if (!group) continue;
    return group->find(place.key).value_or(*group);
  }
  return section.value();
}

void report(const config::Section& section, const std::string& text) {
  const config::Value place = place_of(section, text);
  // librdkafka quotes the mechanism, which may be an interpolated secret.
  const bool quotes_secret =
      place.node().interpolated && text.find(place.node().text) != std::string::npos;
  const std::string shown = quotes_secret ? "librdkafka refuses its value" : text;
  if (place.node().type == config::Node::Type::mapping) return place.key_problem(shown);
  place.problem(shown);
}

bool has_problem(const config::Section& section) {
  const std::string inside = section.value().path() + ".";
  return std::ranges::any_of(
      section.value().reading().problems,
      [&](const config::Problem& problem) { return problem.path.starts_with(inside); });
}

/// Finds mistakes that show only when all properties are applied together.
template <class Settings>
void try_out(const config::Section& section, const Settings& settings, rd_kafka_type_t type,
             KafkaConf (*make_conf)(const Settings& settings)) {
  if (has_problem(section)) return;
  try {
    KafkaConf conf = make_conf(settings);
    if (const auto fault = token_fault(conf); !fault.empty()) return report(section, fault);
    const KafkaTrial trial = try_client(type, std::move(conf));
    if (!trial.refusal.empty()) return report(section, trial.refusal);
    for (const std::string& remark : trial.remarks) {
      if (const auto property = property_in(section, remark)) property->warning(remark);
    }
  } catch (const std::runtime_error& refusal) {
    report(section, refusal.what());
  }
}

}  // namespace

void check(config::Section& section, const KafkaSinkSettings& settings) {
  check_brokers(section, settings);
  check_tls(section, settings);
  check_error_choice(section, settings.errors, why_not_permanent, why_not_passing);
  check_properties(section, settings.properties, producer_property_fault);
  try_out(section, settings, RD_KAFKA_PRODUCER, make_producer_conf);
}

void check(config::Section& section, const KafkaSourceSettings& settings) {
  check_brokers(section, settings);
  check_tls(section, settings);
  check_topics(section, settings.topics);
  check_properties(section, settings.properties, consumer_property_fault);
  try_out(section, settings, RD_KAFKA_CONSUMER, make_consumer_conf);
}

}  // namespace sluice::connectors
