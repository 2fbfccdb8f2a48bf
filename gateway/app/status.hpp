#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/pem_files.hpp"
#include "connectors/broker_probes.hpp"
#include "gateway/net/connection.hpp"
#include "gateway/returns/path_probe.hpp"
#include "gateway/returns/return_probe.hpp"

namespace sluice::app {

/// A gap of a channel that is over, or that lasts.
struct GapStatus {
  Duration length;
  channels::GapReason reason{};
  std::optional<channels::LossReason> loss{};  ///< of the connection, where that is the reason
  std::optional<Duration> ended_ago{};         ///< empty: it lasts
};

struct ChannelStatus {
  std::string channel;
  channels::SubscriptionState state{};
  std::string problem;
  std::optional<Duration> subscribed_for{};
  std::optional<Duration> event_ago{};
  struct Authorization {
    channels::AuthResult result{};
    Duration ago;
  };
  std::optional<Authorization> authorization{};
  std::optional<GapStatus> gap{};        ///< that lasts, or else the last one
  std::optional<std::size_t> members{};  ///< of a presence channel that is subscribed
  bool members_incomplete = false;       ///< there are more, or they are not known
};

struct UserStatus {
  std::string state;
  std::string id;
  std::string problem;
};

struct LossStatus {
  channels::LossReason reason{};
  std::optional<int> code{};
  std::string detail{};
  Duration ago;
};

/// One connection at one moment: its state, why it is not connected, and each channel. Holds
/// nothing secret: no URL, no header, no key.
struct ConnectionStatus {
  std::string name;
  channels::ConnectionState state{};
  std::string problem;
  std::optional<Duration> connected_for{};
  std::optional<LossStatus> last_loss{};
  std::optional<UserStatus> user{};
  std::uint64_t events = 0;  ///< received since the start
  std::vector<ChannelStatus> channels{};
};

/// On the connection's thread, which only copies; the JSON is made elsewhere.
[[nodiscard]] ConnectionStatus snapshot_of(const net::Connection& connection, Time now);

/// One of them as JSON; zeros are left out of the losses. On any thread.
[[nodiscard]] std::string status_of(const config::Certificates& certificates);
[[nodiscard]] std::string status_of(const ConnectionStatus& connection);
[[nodiscard]] std::string status_of(const returns::ReturnProbe& back);

}  // namespace sluice::app
