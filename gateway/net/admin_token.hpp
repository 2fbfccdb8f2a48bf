#pragma once

#include <string>
#include <string_view>

#include "config/live_secret.hpp"
#include "gateway/net/admin_access.hpp"
#include "gateway/telemetry/log.hpp"

namespace sluice::net {

/// The token of the admin server, which is read again for each request that shows one: a new one
/// counts at once. Where it cannot be read, the last good one remains, and the log says so.
class AdminToken {
 public:
  /// `log` outlives it.
  AdminToken(config::LiveSecret secret, const telemetry::Log& log);

  /// Of a request with this header Authorization. Takes the same time for every wrong token.
  [[nodiscard]] TokenState state_of(std::string_view authorization);

 private:
  void read();

  config::LiveSecret secret_;
  const telemetry::Log& log_;
  std::string good_;      ///< empty: there never was one
  bool readable_ = true;  ///< as of the last look
};

}  // namespace sluice::net
