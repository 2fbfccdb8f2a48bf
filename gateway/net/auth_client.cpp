#include "gateway/net/auth_client.hpp"

#include <fmt/format.h>

#include <chrono>
#include <utility>

#include "gateway/net/connection_settings.hpp"
#include "gateway/net/form.hpp"

namespace sluice::net {
namespace {

HttpClient& client_of(Shard& shard, std::string name, const config::AuthEndpoint& settings) {
  const HttpEndpoint endpoint{.name = std::move(name),
                              .url = config::parse_http_url(settings.endpoint).value(),
                              .tls = tls_settings_of(settings.tls),
                              .proxy = config::proxy_of(settings.proxy),
                              .timeout = settings.timeout,
                              .concurrent_max = static_cast<std::size_t>(settings.max_concurrent),
                              .answer_max = settings.max_answer.count};
  return *shard.http_clients().of(endpoint).value();
}

std::string address_of(const config::AuthEndpoint& settings) {
  return config::parse_http_url(settings.endpoint).value().shown();
}

Result<HttpRequest> make_request(const config::AuthEndpoint& settings, config::LastValues& files,
                                 std::string fields) {
  HttpRequest request{.content_type = form_content_type, .body = std::move(fields)};
  for (const auto& [name, value] : settings.params) {
    auto text = value.reveal(files);
    if (!text) return std::move(text).error().within(fmt::format("param {}", name));
    append_form_field(request.body, name, *text);
  }
  for (const auto& [name, value] : settings.headers) {
    auto text = value.reveal(files);
    if (!text) return std::move(text).error().within(fmt::format("header {}", name));
    request.headers.push_back({name, *std::move(text)});
  }
  return request;
}

channels::HttpAnswer answer_of(const HttpResponse& response, std::string_view address) {
  auto answer = response.answer();
  answer.address = address;
  return answer;
}

/// The answer to a request for one authorisation. An endpoint without an answer may answer a later
/// request.
channels::AuthAnswer read_answer(const Result<HttpResponse>& response, std::string_view address) {
  if (response) return channels::read_auth_answer(answer_of(*response, address));
  return {channels::AuthResult::transient, {}, response.error().message};
}

}  // namespace

AuthClient::AuthClient(Shard& shard, const config::Connection& settings,
                       channels::ConnectionProbe& probe, const telemetry::Log& log,
                       Done<channels::RequestAuth> channel_done,
                       Done<channels::RequestUserAuth> user_done)
    : shard_(shard),
      probe_(probe),
      log_(log),
      connection_("connection", settings.name),
      channel_done_(std::move(channel_done)),
      user_done_(std::move(user_done)),
      batch_max_(static_cast<std::size_t>(settings.auth.batch)) {
  if (!settings.auth.endpoint.empty()) {
    for_channels_.emplace(Endpoint{settings.auth, client_of(shard, "auth endpoint", settings.auth),
                                   address_of(settings.auth)});
  }
  if (settings.user && !settings.user->endpoint.empty()) {
    for_user_.emplace(Endpoint{*settings.user, client_of(shard, "user endpoint", *settings.user),
                               address_of(*settings.user)});
  }
}

/// A new socket asks for all its channels in one turn. The batches are made at the end of the turn,
/// when all requests are known.
void AuthClient::ask(const channels::RequestAuth& request) {
  SLUICE_ASSERT(for_channels_, "the configuration has an endpoint or a secret for such channels");
  if (gathered_.empty()) posting_ = shard_.at_turn_end([this] { post_gathered(); });
  gathered_.push_back(request);
}

void AuthClient::ask(const channels::RequestUserAuth& request) {
  SLUICE_ASSERT(for_user_, "the configuration has an endpoint or a secret for the user");
  std::string fields;
  append_form_field(fields, "socket_id", request.socket_id);
  post(*for_user_, std::move(fields), {"asks_for", "user"}, [this, request](const auto& response) {
    user_done_(request, read_answer(response, for_user_->address));
  });
}

void AuthClient::withdraw() {
  gathered_.clear();
  posting_.reset();
  asked_.cut();
}

void AuthClient::post_gathered() {
  for (auto& batch : channels::auth_batches(std::exchange(gathered_, {}), batch_max_)) {
    post_batch(std::move(batch));
  }
}

void AuthClient::post_batch(channels::AuthBatch batch) {
  auto fields = fields_of(batch);
  const telemetry::Field asks_for{"channels", batch.size()};
  post(*for_channels_, std::move(fields), asks_for,
       [this, batch = std::move(batch)](const auto& response) {
         const auto answers = read(response, batch);
         for (std::size_t i = 0; i < batch.size(); ++i) channel_done_(batch[i], answers[i]);
       });
}

std::string AuthClient::fields_of(const channels::AuthBatch& batch) const {
  std::string fields;
  append_form_field(fields, "socket_id", batch.front().socket_id);
  if (batch_max_ == 1) {
    append_form_field(fields, "channel_name", batch.front().channel);
    return fields;
  }
  for (std::size_t i = 0; i < batch.size(); ++i) {
    append_form_field(fields, channels::batch_field(i), batch[i].channel);
  }
  return fields;
}

std::vector<channels::AuthAnswer> AuthClient::read(const Result<HttpResponse>& response,
                                                   const channels::AuthBatch& batch) const {
  const auto& address = for_channels_->address;
  if (batch_max_ == 1 || !response) return {batch.size(), read_answer(response, address)};
  return channels::read_batch_answer(answer_of(*response, address), batch);
}

/// Measures the time until the answer, including the wait for a free connection.
void AuthClient::post(const Endpoint& endpoint, std::string fields, telemetry::Field asks_for,
                      HttpClient::Done done) {
  auto make = [this, &settings = endpoint.settings, fields = std::move(fields)] {
    return make_request(settings, shard_.values(), fields);
  };
  const auto asked_at = std::chrono::steady_clock::now();
  auto answered = [this, asked_at, asks_for = std::move(asks_for),
                   done = std::move(done)](Result<HttpResponse> response) {
    const auto took = std::chrono::steady_clock::now() - asked_at;
    probe_.auth_seconds.observe(std::chrono::duration<double>(took).count());
    if (log_.writes(telemetry::Level::debug)) {
      log_.debug("authorisation answered",
                 {connection_,
                  asks_for,
                  {"ms", std::chrono::duration_cast<Duration>(took).count()},
                  {"status", response ? std::to_string(response->status) : ""},
                  {"detail", response ? "" : response.error().message}});
    }
    done(std::move(response));
  };
  endpoint.client.send(std::move(make), std::move(answered), asked_);
}

}  // namespace sluice::net
