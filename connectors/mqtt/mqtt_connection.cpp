#include "connectors/mqtt/mqtt_connection.hpp"

#include <fmt/format.h>

#include <fstream>
#include <random>
#include <stdexcept>

#include "connectors/mqtt/mqtt_reasons.hpp"

namespace sluice::connectors {
namespace {

/// A connection that stood so long was a good one: the next attempts start close together again.
constexpr Duration stable_after{10'000};
/// Beyond Paho's own timeout, for an attempt of which nothing is heard.
constexpr Duration grace{5'000};
/// So many brief connections in a row are hardly the network's fault.
constexpr int brief_max = 3;

void require_readable(const char* field, const std::string& path) {
  if (path.empty() || std::ifstream{path}.good()) return;
  throw std::runtime_error(fmt::format("mqtt tls.{}: cannot read {}", field, path));
}

config::Url endpoint_of(const MqttAccess& broker) {
  auto endpoint = config::parse_mqtt_url(broker.url);
  if (!endpoint) throw std::runtime_error("mqtt url " + endpoint.error().message);
  return *endpoint;
}

}  // namespace

MqttConnection::MqttConnection(const MqttAccess& broker, MqttClient client, Context context,
                               MqttOwner& owner)
    : broker_(broker),
      endpoint_(endpoint_of(broker)),
      client_(std::move(client)),
      context_(std::move(context)),
      owner_(owner),
      random_(std::random_device{}()) {
  require_readable("ca_file", broker.tls.ca_file);
  require_readable("cert_file", broker.tls.cert_file);
  require_readable("key_file", broker.tls.key_file);
}

void MqttConnection::open() {
  link_.emplace(broker_, endpoint_, client_, context_.loop, receiver());
  deadline_ = context_.loop.after(broker_.connect_timeout + grace,
                                  [this] { reopen("mqtt connection failed", "no answer"); });
}

void MqttConnection::open_again() {
  try {
    open();
  } catch (const std::exception& problem) {
    reopen("mqtt connection failed", problem.what());
  }
}

std::vector<MqttSignal> MqttConnection::end() noexcept {
  auto signals = link_ ? link_->end() : std::vector<MqttSignal>{};
  drop_link();
  retry_.reset();
  return signals;
}

void MqttConnection::disconnect() noexcept {
  if (connected_) link_->disconnect();
}

void MqttConnection::on_signals(std::span<const MqttSignal> signals) {
  for (const MqttSignal& signal : signals) {
    const bool is_of_link = link_.has_value();
    take(signal);
    // What follows the end of a link came from that link.
    if (is_of_link && !link_) return;
  }
  owner_.on_caught_up();
}

void MqttConnection::take(const MqttSignal& signal) {
  switch (signal.kind) {
    case MqttSignal::Kind::connected:
      return enter_connected(signal.code == 1);
    case MqttSignal::Kind::connect_failed:
      return fail_to_connect(signal.text);
    case MqttSignal::Kind::lost:
      return lose(signal);
    case MqttSignal::Kind::diagnosed:
      return context_.sparing.warn(
          "mqtt connection failed",
          signal.text.empty() ? "the broker did not answer as MQTT" : signal.text,
          telemetry::Field{"url", broker_.url});
    case MqttSignal::Kind::delivered:
    case MqttSignal::Kind::refused:
    case MqttSignal::Kind::subscribed:
    case MqttSignal::Kind::subscription_refused:
    case MqttSignal::Kind::arrived:
    case MqttSignal::Kind::echoed:
      return owner_.on_signal(signal);
  }
}

void MqttConnection::enter_connected(bool session_kept) {
  connected_ = true;
  connected_at_ = context_.loop.now();
  deadline_.reset();
  context_.log.info("mqtt connected", {context_.owner, {"url", broker_.url}});
  owner_.on_connected(session_kept);
}

void MqttConnection::fail_to_connect(const std::string& refusal) {
  if (!refusal.empty()) return reopen("mqtt connection failed", refusal);
  // Logged when it is known which of the many reasons it was.
  diagnosis_.emplace(endpoint_, broker_.tls, context_.loop, receiver());
  try_again_later({});
}

void MqttConnection::lose(const MqttSignal& loss) {
  const bool brief = connected_ && context_.loop.now() - connected_at_ < stable_after;
  brief_ = brief ? brief_ + 1 : 0;
  if (is_take_over(loss.code)) {
    context_.sparing.warn("another mqtt client has the same client id", loss.text,
                          telemetry::Field{"client_id", client_.id});
  } else if (brief_ >= brief_max) {
    context_.sparing.warn("mqtt connection lost again and again",
                          "perhaps another client has the same client id",
                          telemetry::Field{"client_id", client_.id});
  }
  context_.sparing.warn("mqtt connection lost", loss.text, telemetry::Field{"url", broker_.url});
  try_again_later({.soon = brief && !is_take_over(loss.code), .text = loss.text});
}

void MqttConnection::reopen(std::string_view what, std::string_view why) {
  context_.sparing.warn(what, why, telemetry::Field{"url", broker_.url});
  try_again_later({.text = why});
}

void MqttConnection::try_again_later(const MqttLoss& loss) {
  if (connected_ && context_.loop.now() - connected_at_ >= stable_after) is_good();
  drop_link();
  retry_ = context_.loop.after(reopen_after_.next(random_), [this] { open_again(); });
  owner_.on_lost(loss);
}

void MqttConnection::drop_link() noexcept {
  connected_ = false;
  deadline_.reset();
  link_.reset();
}

}  // namespace sluice::connectors
