#include "gateway/returns/channel_shares.hpp"

#include <algorithm>
#include <cstdint>

#include "gateway/core/error.hpp"

namespace sluice::returns {
namespace {

// FNV-1a, with a finish that spreads a difference anywhere over all bits. Not std::hash: every
// process of a fleet, whatever it was built with, is to share out alike.
std::uint64_t weight(std::size_t connection, std::string_view channel) noexcept {
  std::uint64_t hash = 0xcbf2'9ce4'8422'2325 ^ connection;
  for (const char c : channel) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100'0000'01b3;
  hash = (hash ^ hash >> 33) * 0xff51'afd7'ed55'8ccd;
  return hash ^ hash >> 33;
}

}  // namespace

ChannelShares::ChannelShares(std::span<const std::vector<std::string>> channels) {
  for (const auto& each : channels) channels_.emplace_back(each.begin(), each.end());
}

bool ChannelShares::subscribes(std::size_t connection, std::string_view channel) const {
  SLUICE_ASSERT(connection < channels_.size(), "a return names only connections there are");
  return channels_[connection].contains(std::string{channel});
}

std::size_t ChannelShares::owner(std::span<const std::size_t> connections,
                                 std::string_view channel) noexcept {
  return *std::ranges::max_element(
      connections, {}, [&](std::size_t connection) { return weight(connection, channel); });
}

std::size_t ChannelShares::subscriber(std::span<const std::size_t> connections,
                                      std::string_view channel) const {
  std::vector<std::size_t> able;
  for (const std::size_t connection : connections) {
    if (subscribes(connection, channel)) able.push_back(connection);
  }
  return owner(able.empty() ? connections : std::span<const std::size_t>{able}, channel);
}

}  // namespace sluice::returns
