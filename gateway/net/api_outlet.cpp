#include "gateway/net/api_outlet.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "gateway/net/connection_settings.hpp"

namespace sluice::net {

ApiOutlet::ApiOutlet(Shard& shard, const config::Connection& connection,
                     const channels::Session& session, const telemetry::Log& log)
    : shard_(shard),
      connection_(connection),
      session_(session),
      log_(log),
      publisher_(api_settings_of(connection), shard.random()),
      client_(HttpClient::make(shard.io(), shard.lookups(), api_endpoint_of(connection),
                               shard.tls_contexts())
                  .value()) {}

void ApiOutlet::publish(ReturnEvent event, Done done) {
  const auto ticket = publications_.begin(event.id, std::move(done));
  publisher_.add(std::move(event), ticket, actions_);
  proceed();
}

void ApiOutlet::withdraw(PublicationId id) {
  const auto ticket = publications_.find(id);
  if (!ticket) return;
  publisher_.withdraw(*ticket, actions_);
  proceed();
}

void ApiOutlet::stop() {
  client_.reset();
  timer_.reset();
}

/// Posts the next request, if any, and sets the timer for the next call.
void ApiOutlet::proceed() {
  if (!client_) return;
  const auto now = shard_.now();
  auto request =
      publisher_.next({now, std::chrono::system_clock::now()}, session_.socket_id(), actions_);
  if (request) post(*std::move(request));
  perform();
  timer_.reset();
  const auto deadline = publisher_.next_deadline();
  if (deadline == never) return;
  const auto delay = std::chrono::ceil<Duration>(std::max(deadline - now, Time::duration(0)));
  timer_ = shard_.after(delay, [this] { proceed(); });
}

void ApiOutlet::post(channels::ApiRequest request) {
  client_->send({.target = std::move(request.target),
                 .content_type = "application/json",
                 .body = std::move(request.body)},
                [this](Result<HttpResponse> response) {
                  if (response) {
                    publisher_.on_answer(response->answer(), shard_.moment(), actions_);
                  } else {
                    publisher_.on_failure(std::move(response).error().message, shard_.now(),
                                          actions_);
                  }
                  proceed();
                });
}

void ApiOutlet::perform() {
  for (const auto& action : actions_) {
    if (const auto* settle = std::get_if<channels::Settled>(&action)) {
      publications_.end(*settle, shard_);
    } else if (const auto* report = std::get_if<channels::Report>(&action)) {
      log_.write(report->level, report->what,
                 {{"connection", connection_.name}, {"detail", report->detail}});
    }
  }
  actions_.clear();
}

}  // namespace sluice::net
