#pragma once

#include <string>

#include "config/gateway_config.hpp"
#include "gateway/channels/auth/auth_answer.hpp"
#include "gateway/net/http_client.hpp"
#include "gateway/net/shard.hpp"
#include "gateway/telemetry/probes.hpp"

namespace sluice::net {

/// Posts forms to an endpoint that authorises, with the headers and the further fields that the
/// configuration names; these are read anew for each request. Measures how long it takes. On the
/// shard's thread.
class FormPoster {
 public:
  /// `name` is what errors call the endpoint. Throws std::runtime_error when its TLS files cannot
  /// be used. `settings` outlives it.
  FormPoster(Shard& shard, std::string name, const config::AuthEndpoint& settings,
             telemetry::ConnectionProbe& probe);

  /// Posts these fields (see append_form_field) and the configured ones. Once this has died, `done`
  /// is not called any more.
  void post(std::string fields, HttpClient::Done done);
  /// Drops what was posted and is not answered: no `done` of it is called any more.
  void withdraw() { asked_.cut(); }

 private:
  const config::AuthEndpoint& settings_;
  telemetry::ConnectionProbe& probe_;
  HttpClient& client_;  ///< the shard's
  Tethers asked_;
};

/// What the endpoint said to a request for one authorisation, if it said anything.
[[nodiscard]] channels::AuthAnswer read_answer(const Result<HttpResponse>& response);

}  // namespace sluice::net
