#pragma once

#include <deque>
#include <memory>

#include "gateway/net/http_client.hpp"
#include "gateway/net/tls.hpp"

namespace sluice::net {

/// The shared HTTP clients of one thread, one for each endpoint with the same settings: so that its
/// bound on requests at one time holds for all who ask it, and they use each other's connections.
class HttpClients {
 public:
  /// All three outlive it.
  HttpClients(boost::asio::io_context& loop, Lookups& lookups, TlsContexts& contexts)
      : loop_(loop), lookups_(lookups), contexts_(contexts) {}

  /// Good while this lives. Fails as HttpClient::make does.
  [[nodiscard]] Result<HttpClient*> of(const HttpEndpoint& endpoint);

 private:
  struct Entry {
    HttpEndpoint endpoint;
    std::unique_ptr<HttpClient> client;
  };

  boost::asio::io_context& loop_;
  Lookups& lookups_;
  TlsContexts& contexts_;
  std::deque<Entry> entries_;
};

}  // namespace sluice::net
