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

/// The channels to which a connection subscribes.
struct WantedChannels {
  ConnectionId connection{};
  std::string name;  ///< of the connection
  std::vector<std::string> channels;
};

/// Shares the channels among the connections that may publish on them. Each channel keeps its
/// connection, and thereby its order. Immutable.
class ChannelShares {
 public:
  explicit ChannelShares(std::span<const WantedChannels> all);

  [[nodiscard]] bool subscribes(ConnectionId connection, std::string_view channel) const;

  /// The connection for `channel` among `connections`, which must not be empty. Rendezvous hashing
  /// of the names makes the choice: it does not depend on the order, every process of a fleet
  /// chooses alike, and an added connection takes over only its own share.
  [[nodiscard]] ConnectionId owner(std::span<const ConnectionId> connections,
                                   std::string_view channel) const;

  /// The same among those of `connections` that subscribe to the channel. If none does, among all:
  /// the chosen connection then reports the reason of its refusal.
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
