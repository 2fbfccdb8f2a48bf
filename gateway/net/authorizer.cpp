#include "gateway/net/authorizer.hpp"

#include <utility>

#include "gateway/net/form.hpp"

namespace sluice::net {

Authorizer::Authorizer(Shard& shard, const config::Auth& settings,
                       telemetry::ConnectionProbe& probe, Done done)
    : shard_(shard),
      done_(std::move(done)),
      batch_max_(static_cast<std::size_t>(settings.batch)),
      endpoint_(shard, "auth endpoint", settings, probe) {}

/// A new socket asks for all its channels in one turn: what may go together is known after it.
void Authorizer::ask(const channels::RequestAuth& request) {
  if (gathered_.empty()) posting_ = shard_.at_turn_end([this] { post_gathered(); });
  gathered_.push_back(request);
}

void Authorizer::withdraw() {
  gathered_.clear();
  posting_.reset();
  endpoint_.withdraw();
}

void Authorizer::post_gathered() {
  for (auto& batch : channels::auth_batches(std::exchange(gathered_, {}), batch_max_)) {
    post(std::move(batch));
  }
}

void Authorizer::post(channels::AuthBatch batch) {
  auto fields = fields_of(batch);
  endpoint_.post(std::move(fields), [this, batch = std::move(batch)](const auto& response) {
    const auto answers = read(response, batch);
    for (std::size_t i = 0; i < batch.size(); ++i) done_(batch[i], answers[i]);
  });
}

std::string Authorizer::fields_of(const channels::AuthBatch& batch) const {
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

std::vector<channels::AuthAnswer> Authorizer::read(const Result<HttpResponse>& response,
                                                   const channels::AuthBatch& batch) const {
  if (batch_max_ == 1 || !response) return {batch.size(), read_answer(response)};
  return channels::read_batch_answer(response->answer(), batch);
}

}  // namespace sluice::net
