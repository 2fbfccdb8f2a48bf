#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/section.hpp"

namespace sluice::config {

enum class Acks : std::uint8_t { leader, everyone };
constexpr auto enum_names(const Acks*) {
  return std::to_array<EnumName<Acks>>({{"leader", Acks::leader}, {"everyone", Acks::everyone}});
}

struct Login {
  std::string user;
  Secret password;
};

/// The settings of a sink as a connector would declare them: one field of every type there is.
struct SampleSettings : ConnectorSettings {
  std::vector<std::string> brokers;
  std::uint8_t qos = 1;
  bool retain = false;
  double ratio = 0.5;
  Duration linger{5};
  Bytes batch{1024};
  Acks acks = Acks::everyone;
  std::optional<std::int64_t> version;
  std::map<std::string, Secret> properties;
  Login login;
  std::optional<Login> proxy;
};

template <class Visitor>
void fields(Visitor& visit, Login& login) {
  visit("user", login.user, "User name.");
  visit("password", login.password, "Password.");
}

template <class Visitor>
void fields(Visitor& visit, SampleSettings& settings) {
  visit("brokers", settings.brokers, "Bootstrap brokers.", Required{}, Example{R"(["b:9092"])"});
  visit("qos", settings.qos, "Quality of service.", Range{0, 2});
  visit("retain", settings.retain, "Keep the last | only the last.");
  visit("ratio", settings.ratio, "A share.", Range{0, 1});
  visit("linger", settings.linger, "Wait for more.", Range{0, 60'000}, Formerly{"wait"});
  visit("batch", settings.batch, "Largest batch.", Range{1, 1 << 20});
  visit("acks", settings.acks, "Who must confirm.", NeedsRestart{});
  visit("version", settings.version, "Protocol version.", Range{3, 5});
  visit("properties", settings.properties, "Passed on as they are.");
  visit("login", settings.login, "Credentials.");
  visit("proxy", settings.proxy, "Credentials on the way.");
}

/// What no single field can say, as a connector adds it.
inline void check(Section& section, const SampleSettings& settings) {
  if (settings.retain && settings.qos == 0) section.problem("retain", "needs qos 1 or 2");
}

/// The settings of a source as a connector would declare them.
struct SampleSourceSettings : ConnectorSettings {
  std::vector<std::string> topics;
  Secret password;
};

template <class Visitor>
void fields(Visitor& visit, SampleSourceSettings& settings) {
  visit("topics", settings.topics, "What to read.", Required{}, Example{"[commands]"});
  visit("password", settings.password, "Password.");
}

[[nodiscard]] inline ConnectorType sample_source() {
  return connector_type<SampleSourceSettings>("sample", "Reads from nowhere.");
}

[[nodiscard]] inline ConnectorType sample_sink() {
  return connector_type<SampleSettings>("sample", "Writes to nowhere.");
}

}  // namespace sluice::config
