#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "config/reader.hpp"
#include "connectors/registry.hpp"

namespace sluice::app {

/// A small complete configuration: two connections, two sinks, a source; these routes and returns.
[[nodiscard]] inline config::Gateway rehearsed(
    const std::string& routes,
    const std::string& returns = "{from: commands, to: shop, channel: private-orders, event: e}") {
  const std::string text =
      "connections:\n"
      "  shop: {cluster: eu, key: k, auth: {secret: s, user_id: me}, channels: [prices, "
      "private-orders, "
      "presence-desk]}\n"
      "  desk: {cluster: eu, key: k, channels: [prices, news]}\n"
      "sinks: {out: {type: stdout}, log: {type: kafka, brokers: [\"h:1\"]}}\n"
      "sources: {commands: {type: kafka, brokers: [\"h:1\"], group: g, topics: [commands]}}\n"
      "routes: [" +
      routes + "]\nreturns: [" + returns + "]\n";
  return *config::load(text, "f.yaml", connectors::types(),
                       [](std::string_view) { return std::nullopt; });
}

}  // namespace sluice::app
