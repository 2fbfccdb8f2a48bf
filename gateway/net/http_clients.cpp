#include "gateway/net/http_clients.hpp"

#include <algorithm>
#include <utility>

namespace sluice::net {

Result<HttpClient*> HttpClients::of(const HttpEndpoint& endpoint) {
  const auto found = std::ranges::find(entries_, endpoint, &Entry::endpoint);
  if (found != entries_.end()) return found->client.get();
  auto made = HttpClient::make(loop_, lookups_, endpoint, contexts_);
  if (!made) return std::move(made).error();
  return entries_.emplace_back(Entry{endpoint, *std::move(made)}).client.get();
}

}  // namespace sluice::net
