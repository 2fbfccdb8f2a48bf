#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "connectors/connector.hpp"
#include "connectors/mqtt/mqtt_connection.hpp"
#include "connectors/mqtt/mqtt_source_settings.hpp"
#include "gateway/telemetry/sparing_log.hpp"

namespace sluice::connectors {

/// The subscriptions of a source: which of them the broker's session has. The source is up when
/// each request has its answer. The shard's thread only.
class MqttSubscriptions {
 public:
  /// All references outlive it.
  MqttSubscriptions(const MqttSourceSettings& settings, const SourceContext& context,
                    telemetry::SparingLog& sparing, MqttConnection& connection);

  /// After each connect: requests what the session does not have.
  void renew(bool session_kept);
  void take_grant(const MqttSignal& signal);
  void take_refusal(const MqttSignal& signal);
  /// No more answers come.
  void forget_requests();

 private:
  void subscribe();
  [[nodiscard]] std::string_view why_not_offered(std::string_view filter) const noexcept;
  void note_refusal(std::string_view filter, std::string_view why);
  void note_answers();

  const MqttSourceSettings& settings_;
  const SourceContext& context_;
  telemetry::SparingLog& sparing_;
  MqttConnection& connection_;
  std::vector<bool> granted_;   ///< for each topic: the broker's session has the subscription
  std::size_t unanswered_ = 0;  ///< requests
  Loop::Handle ask_again_;
};

}  // namespace sluice::connectors
