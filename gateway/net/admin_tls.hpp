#pragma once

#include <array>
#include <boost/asio/ssl/context.hpp>

#include "config/digester.hpp"
#include "config/gateway_config.hpp"
#include "gateway/core/error.hpp"
#include "gateway/telemetry/log.hpp"

namespace sluice::net {

/// TLS of the admin server, 1.2 or later. Its two files are read again for each client: a new
/// certificate is shown at once. Where they do not fit each other, as in the middle of an exchange,
/// or cannot be read, the last good pair remains, and the log says so. Lives on the server's
/// thread.
class AdminTls {
 public:
  /// The error names the file. `log` outlives the result.
  [[nodiscard]] static Result<AdminTls> make(config::AdminTls files, const telemetry::Log& log);

  /// Of the next client. Valid until the next call; streams may outlive it.
  [[nodiscard]] boost::asio::ssl::context& context();

 private:
  /// What was last seen in the two files.
  using Seen = std::array<config::Digest, 2>;

  AdminTls(config::AdminTls files, const Seen& seen, boost::asio::ssl::context context,
           const telemetry::Log& log);

  config::AdminTls files_;
  Seen seen_;
  boost::asio::ssl::context context_;
  const telemetry::Log* log_;
};

}  // namespace sluice::net
