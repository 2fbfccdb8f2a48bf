#pragma once

#include <mqtt/iaction_listener.h>

#include <string>

#include "connectors/mqtt/mqtt_inbox.hpp"

// Each puts Paho's answer to one request into the inbox. The inbox outlives them.
namespace sluice::connectors {

/// Converts a request's number from and to the opaque value that Paho returns with the answer.
[[nodiscard]] MqttRequest request_of(const mqtt::token& token) noexcept;
[[nodiscard]] void* context_of(MqttRequest request) noexcept;

class ConnectListener final : public mqtt::iaction_listener {
 public:
  explicit ConnectListener(MqttInbox& inbox) : inbox_(inbox) {}
  void on_success(const mqtt::token& token) override;
  void on_failure(const mqtt::token& token) override;

 private:
  MqttInbox& inbox_;
};

class PublishListener final : public mqtt::iaction_listener {
 public:
  explicit PublishListener(MqttInbox& inbox) : inbox_(inbox) {}
  void on_success(const mqtt::token& token) override;
  void on_failure(const mqtt::token& token) override;

 private:
  MqttInbox& inbox_;
};

/// For a request that names one filter: then a refusal is a failure in both versions.
class SubscribeListener final : public mqtt::iaction_listener {
 public:
  explicit SubscribeListener(MqttInbox& inbox) : inbox_(inbox) {}
  void on_success(const mqtt::token& token) override;
  void on_failure(const mqtt::token& token) override;

 private:
  MqttInbox& inbox_;
};

/// For a request that is sent only to get an answer: a refusal is an answer, too.
class EchoListener final : public mqtt::iaction_listener {
 public:
  explicit EchoListener(MqttInbox& inbox) : inbox_(inbox) {}
  void on_success(const mqtt::token& token) override;
  void on_failure(const mqtt::token& token) override;

 private:
  MqttInbox& inbox_;
};

/// For a connection that is given up from within; Paho does not call that a loss.
class LeaveListener final : public mqtt::iaction_listener {
 public:
  LeaveListener(MqttInbox& inbox, std::string why) : inbox_(inbox), why_(std::move(why)) {}
  void on_success(const mqtt::token& token) override;
  void on_failure(const mqtt::token& token) override;

 private:
  MqttInbox& inbox_;
  std::string why_;
};

}  // namespace sluice::connectors
