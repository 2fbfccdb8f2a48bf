#include "connectors/mqtt/mqtt_connection.hpp"

#include <fmt/format.h>

#include <random>
#include <stdexcept>
#include <utility>

#include "connectors/mqtt/mqtt_reasons.hpp"

namespace sluice::connectors {
namespace {

/// A connection that stood so long was a good one: the next attempts start close together again.
constexpr Duration stable_after{10'000};
/// Added to Paho's own timeout, for an attempt that gets no answer at all.
constexpr Duration grace{5'000};
/// How long a link may take to end. Shorter than the 500 ms in which the whole gateway gives up.
constexpr Duration end_max{300};
/// The number of this class's own echoes, which only keep the connection alive. The owner's numbers
/// start at 1.
constexpr MqttRequest sign_of_life = 0;
/// So many brief connections in a row are hardly the network's fault.
constexpr int brief_max = 3;

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
      random_(std::random_device{}()) {}

void MqttConnection::open() {
  address_.clear();
  dial_ = context_.loop.connect(endpoint_.host, endpoint_.port, broker_.connect_timeout,
                                [this](const Result<int>& socket) { take_socket(socket); });
}

void MqttConnection::take_socket(const Result<int>& socket) {
  if (!socket) return reopen("mqtt connection failed", socket.error().message);
  Descriptor descriptor{*socket};
  address_ = peer_address(descriptor);
  context_.log.debug("mqtt connects",
                     {context_.owner, {"url", broker_.url}, {"address", address_}});
  try {
    link_.emplace(broker_, client_, std::move(descriptor), context_.keeper, context_.loop,
                  receiver());
  } catch (const std::exception& problem) {
    return reopen("mqtt connection failed", problem.what());
  }
  deadline_ = context_.loop.after(broker_.connect_timeout + grace,
                                  [this] { fail_to_connect("no answer"); });
}

void MqttConnection::end() {
  leaving_ = true;
  retry_.reset();
  if (!ended_) end_link();
}

void MqttConnection::say_goodbye() noexcept {
  if (connected_) link_->say_goodbye();
}

void MqttConnection::on_signals(std::span<const MqttSignal> signals) {
  for (const MqttSignal& signal : signals) take(signal);
  if (connected_) owner_.on_caught_up();
}

void MqttConnection::take(const MqttSignal& signal) {
  switch (signal.kind) {
    case MqttSignal::Kind::connected:
      return ended_ ? void() : enter_connected(signal);
    case MqttSignal::Kind::connect_failed:
      return ended_ ? void() : fail_to_connect(signal.text);
    case MqttSignal::Kind::lost:
      return ended_ ? void() : lose(signal);
    case MqttSignal::Kind::ended:
      return finish();
    case MqttSignal::Kind::diagnosed:
      return take_diagnosis(signal.text.empty() ? "the broker did not answer as MQTT"
                                                : signal.text);
    case MqttSignal::Kind::delivered:
    case MqttSignal::Kind::refused:
    case MqttSignal::Kind::unusable:
    case MqttSignal::Kind::subscribed:
    case MqttSignal::Kind::subscription_refused:
    case MqttSignal::Kind::arrived:
    case MqttSignal::Kind::no_room:
      return owner_.on_signal(signal);
    case MqttSignal::Kind::echoed:
      return signal.request == sign_of_life ? void() : owner_.on_signal(signal);
  }
}

void MqttConnection::enter_connected(const MqttSignal& signal) {
  connected_ = true;
  connected_at_ = context_.loop.now();
  limits_ = signal.limits;
  deadline_.reset();
  context_.loop.rate_address(endpoint_.host, address_, true);
  context_.log.info("mqtt connected",
                    {context_.owner, {"url", broker_.url}, {"address", address_}});
  keep_alive();
  owner_.on_connected(signal.code == 1);
}

/// Paho pings as often as it was configured to, also where the broker has asked for more.
void MqttConnection::keep_alive() {
  if (limits_.keep_alive == Duration{0} || limits_.keep_alive >= broker_.keep_alive) return;
  silence_ = context_.loop.after(limits_.keep_alive / 2, [this] {
    link_->ask_for_echo(sign_of_life);
    keep_alive();
  });
}

void MqttConnection::fail_to_connect(const std::string& refusal) {
  context_.loop.rate_address(endpoint_.host, address_, false);
  if (!refusal.empty()) return reopen("mqtt connection failed", refusal);
  // Logged when it is known which of the many reasons it was.
  diagnosis_.emplace(endpoint_, address_, broker_.tls, context_.loop, receiver());
  try_again_later({});
}

void MqttConnection::take_diagnosis(const std::string& fault) {
  const std::string& address = diagnosis_->address();
  report_error(address, fault);
  context_.sparing.warn("mqtt connection failed", fault, telemetry::Field{"url", broker_.url},
                        telemetry::Field{"address", address});
}

void MqttConnection::report_error(std::string_view address, std::string_view text) {
  owner_.on_error(
      fmt::format("{}: {}{}{}", broker_.url, address, address.empty() ? "" : ": ", text));
}

void MqttConnection::lose(const MqttSignal& loss) {
  const bool brief = connected_ && context_.loop.now() - connected_at_ < stable_after;
  brief_ = brief ? brief_ + 1 : 0;
  if (is_take_over(loss.code)) {
    context_.sparing.warn("another mqtt client has the same client id", loss.text,
                          telemetry::Field{"client_id", client_.id});
  } else if (brief_ >= brief_max) {
    context_.sparing.warn("mqtt connection lost again and again",
                          "the broker may not take something that is sent, or another client has "
                          "the same client id",
                          telemetry::Field{"client_id", client_.id});
  }
  report_error(address_, loss.text.empty() ? "the connection was lost" : loss.text);
  context_.sparing.warn("mqtt connection lost", loss.text, telemetry::Field{"url", broker_.url},
                        telemetry::Field{"address", address_});
  try_again_later({.soon = brief && !is_take_over(loss.code), .text = loss.text});
}

void MqttConnection::reopen(std::string_view what, std::string_view why) {
  report_error(address_, why);
  // Without an address the reason has those that were tried.
  if (address_.empty()) {
    context_.sparing.warn(what, why, telemetry::Field{"url", broker_.url});
  } else {
    context_.sparing.warn(what, why, telemetry::Field{"url", broker_.url},
                          telemetry::Field{"address", address_});
  }
  try_again_later({.text = std::string{why}});
}

void MqttConnection::try_again_later(MqttLoss loss) {
  if (ended_) return;
  if (connected_ && context_.loop.now() - connected_at_ >= stable_after) is_good();
  loss_ = std::move(loss);
  end_link();
}

/// The loop calls finish() later, on the link's signal `ended`. If that takes longer than
/// `end_max`, `ended` is put behind the signals that wait by then.
void MqttConnection::end_link() {
  connected_ = false;
  dial_.reset();
  deadline_.reset();
  silence_.reset();
  if (link_) link_->end();
  ended_ = context_.loop.after(link_ ? end_max : Duration{0}, [this] {
    if (!link_) return finish();
    link_->end_now();
  });
}

void MqttConnection::finish() {
  const std::vector<MqttSignal> rest = link_ ? link_->close() : std::vector<MqttSignal>{};
  link_.reset();
  for (const MqttSignal& signal : rest) {
    if (signal.kind != MqttSignal::Kind::ended) take(signal);
  }
  ended_.reset();
  if (std::exchange(leaving_, false)) return owner_.on_ended();
  retry_ = context_.loop.after(reopen_after_.next(random_), [this] { open(); });
  owner_.on_lost(std::exchange(loss_, {}));
}

}  // namespace sluice::connectors
