#pragma once

#include <deque>
#include <memory>

#include "gateway/net/http_client.hpp"
#include "gateway/net/tls.hpp"

namespace sluice::net {

/// The shared HTTP clients of one thread, one for each endpoint with the same settings. The limit
/// of concurrent requests thus holds for all askers together, and they share connections.
class HttpClients {
 public:
  /// All three references outlive it.
  HttpClients(boost::asio::io_context& loop, Lookups& lookups, TlsContexts& contexts)
      : loop_(loop), lookups_(lookups), contexts_(contexts) {}

  /// Valid while this object lives. Fails like HttpClient::make.
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
