#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "gateway/core/ids.hpp"

namespace sluice::returns {

/// The channels that a connection subscribes to.
struct WantedChannels {
  ConnectionId connection{};
  std::string name;  ///< the connection's
  std::vector<std::string> channels;
};

/// Shares channels out among the connections that may publish on them, so that each channel keeps
/// its connection, and with it its order. Immutable.
class ChannelShares {
 public:
  explicit ChannelShares(std::span<const WantedChannels> all);

  [[nodiscard]] bool subscribes(ConnectionId connection, std::string_view channel) const;

  /// The one of `connections`, never empty, that has `channel`: by rendezvous hashing of their
  /// names, so that it does not depend on their order, every process of a fleet shares out alike,
  /// and a connection more takes over its own share only.
  [[nodiscard]] ConnectionId owner(std::span<const ConnectionId> connections,
                                   std::string_view channel) const;

  /// The same among those of `connections` that subscribe to it; where none does, among all: that
  /// connection knows why it cannot.
  [[nodiscard]] ConnectionId subscriber(std::span<const ConnectionId> connections,
                                        std::string_view channel) const;

 private:
  struct Connection {
    std::uint64_t name_hash{};
    std::unordered_set<std::string> channels;
  };
  [[nodiscard]] const Connection& at(ConnectionId connection) const;

  std::unordered_map<ConnectionId, Connection> connections_;
};

}  // namespace sluice::returns
