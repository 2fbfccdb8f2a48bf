#include "gateway/returns/channel_shares.hpp"

#include <algorithm>
#include <cstdint>

#include "gateway/core/error.hpp"

namespace sluice::returns {
namespace {

// FNV-1a, not std::hash: every process of a fleet must share the channels alike, whichever compiler
// built it.
std::uint64_t hash_on(std::uint64_t hash, std::string_view text) noexcept {
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100'0000'01b3;
  return hash;
}

// The final steps spread each difference over all bits.
std::uint64_t weight(std::uint64_t name_hash, std::string_view channel) noexcept {
  std::uint64_t hash = hash_on(name_hash, channel);
  hash = (hash ^ hash >> 33) * 0xff51'afd7'ed55'8ccd;
  return hash ^ hash >> 33;
}

}  // namespace

ChannelShares::ChannelShares(std::span<const WantedChannels> all) {
  for (const WantedChannels& each : all) {
    // The separator keeps a name that is the end of another one from getting the same weights.
    const std::uint64_t name_hash = hash_on(hash_on(0xcbf2'9ce4'8422'2325, each.name), "\n");
    connections_.emplace(each.connection,
                         Connection{name_hash, {each.channels.begin(), each.channels.end()}});
  }
}

const ChannelShares::Connection& ChannelShares::at(ConnectionId connection) const {
  const auto found = connections_.find(connection);
  SLUICE_ASSERT(found != connections_.end(), "a return names only connections there are");
  return found->second;
}

bool ChannelShares::subscribes(ConnectionId connection, std::string_view channel) const {
  return at(connection).channels.contains(std::string{channel});
}

ConnectionId ChannelShares::owner(std::span<const ConnectionId> connections,
                                  std::string_view channel) const {
  return *std::ranges::max_element(connections, {}, [&](ConnectionId connection) {
    return weight(at(connection).name_hash, channel);
  });
}

ConnectionId ChannelShares::subscriber(std::span<const ConnectionId> connections,
                                       std::string_view channel) const {
  std::vector<ConnectionId> able;
  for (const ConnectionId connection : connections) {
    if (subscribes(connection, channel)) able.push_back(connection);
  }
  return owner(able.empty() ? connections : std::span<const ConnectionId>{able}, channel);
}

}  // namespace sluice::returns
