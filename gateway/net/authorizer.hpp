#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "config/gateway_config.hpp"
#include "gateway/channels/auth/auth_answer.hpp"
#include "gateway/channels/auth/auth_batch.hpp"
#include "gateway/net/form_poster.hpp"
#include "gateway/net/shard.hpp"
#include "gateway/telemetry/probes.hpp"

namespace sluice::net {

/// Asks the authorisation endpoint of one connection, for several channels at once where the
/// configuration says that it can. On the shard's thread.
class Authorizer {
 public:
  using Done = std::function<void(const channels::RequestAuth&, const channels::AuthAnswer&)>;

  /// `done` is told the answer to every request once, never from within ask(), unless the
  /// authorizer dies first or the request is withdrawn. Throws std::runtime_error when the
  /// endpoint's TLS files cannot be used.
  Authorizer(Shard& shard, const config::Auth& settings, telemetry::ConnectionProbe& probe,
             Done done);

  void ask(const channels::RequestAuth& request);
  /// Drops all that was asked for and is not answered yet.
  void withdraw();

 private:
  void post_gathered();
  void post(channels::AuthBatch batch);
  [[nodiscard]] std::string fields_of(const channels::AuthBatch& batch) const;
  [[nodiscard]] std::vector<channels::AuthAnswer> read(const Result<HttpResponse>& response,
                                                       const channels::AuthBatch& batch) const;

  Shard& shard_;
  Done done_;
  std::size_t batch_max_;
  FormPoster endpoint_;
  std::vector<channels::RequestAuth> gathered_;  ///< asked for in this turn of the loop
  Loop::Handle posting_;                         ///< of what was gathered
};

}  // namespace sluice::net
