#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "config/proxy.hpp"
#include "config/url.hpp"
#include "gateway/core/error.hpp"

// CONNECT (RFC 9110, section 9.3.6) as text in and text out.
namespace sluice::net {

/// Asks the proxy for a tunnel to the host and port of `target`, whose name the proxy looks up.
[[nodiscard]] std::string tunnel_request(const config::Proxy& proxy, const config::Url& target);

/// Reads the proxy's answer in pieces, as they arrive.
class TunnelAnswer {
 public:
  /// `proxy` and `target` outlive it.
  TunnelAnswer(const config::Proxy& proxy, const config::Url& target);
  ~TunnelAnswer();

  /// True once the tunnel is made. An error when the proxy makes none, or when bytes come through
  /// it: a server waits for the client to speak first.
  [[nodiscard]] Result<bool> feed(std::string_view bytes);

 private:
  [[nodiscard]] Error refusal() const;

  struct Parser;
  std::unique_ptr<Parser> parser_;
  const config::Proxy& proxy_;
  const config::Url& target_;
  std::string held_;
};

}  // namespace sluice::net
