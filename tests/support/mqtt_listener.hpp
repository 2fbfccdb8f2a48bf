#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/driver.hpp"

namespace sluice::test {

struct MqttMessage {
  std::string topic;
  std::string payload;  ///< bytes
  int qos = 0;
  bool retain = false;
  nlohmann::json properties;  ///< of MQTT 5, as the `mqtt` package names them
};

struct MqttListenerSettings {
  std::string url;
  std::vector<std::string> topics{"#"};  ///< none: it only publishes
  int qos = 2;
  int version = 5;  ///< or 4, that is 3.1.1
  std::string user{};
  std::string password{};
  std::string ca_file{};
  std::string client_id{};  ///< empty: one that nobody else has
};

/// Subscribes to an MQTT broker and keeps what comes; subscribed when the constructor returns. Its
/// session stays on the broker while that restarts.
class MqttListener {
 public:
  MqttListener(Driver& driver, const MqttListenerSettings& settings);
  ~MqttListener();
  MqttListener(const MqttListener&) = delete;
  MqttListener& operator=(const MqttListener&) = delete;

  /// Every message from number `from` on, as soon as there are at least `count` of them.
  std::vector<MqttMessage> wait_messages(std::size_t count, Deadline deadline = within(answer_time),
                                         std::size_t from = 0);

  /// Publishes something itself; returns when the broker has it.
  void publish(const std::string& topic, std::string_view payload, int qos = 1, bool retain = false,
               const nlohmann::json& user_properties = {});

  /// The same for many, in this order and without waiting for each.
  void publish_all(const std::string& topic, const std::vector<std::string>& payloads, int qos = 1);

  /// Publishes the numbers from `from` to below `to`, in order and as fast as it goes; returns at
  /// once.
  void publish_numbers(const std::string& topic, int from, int to, int qos = 1);

 private:
  Driver& driver_;
  std::string name_;
};

}  // namespace sluice::test
