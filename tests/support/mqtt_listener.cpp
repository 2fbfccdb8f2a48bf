#include "tests/support/mqtt_listener.hpp"

#include <array>
#include <exception>
#include <iostream>

namespace sluice::test {

namespace {

constexpr std::string_view digits = "0123456789abcdef";

std::string to_hex(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    text += digits[value >> 4U];
    text += digits[value & 15U];
  }
  return text;
}

std::string from_hex(std::string_view text) {
  std::string bytes;
  for (std::size_t index = 0; index + 1 < text.size(); index += 2) {
    bytes += static_cast<char>(digits.find(text[index]) * 16 + digits.find(text[index + 1]));
  }
  return bytes;
}

}  // namespace

MqttListener::MqttListener(Driver& driver, const MqttListenerSettings& settings)
    : driver_{driver}, name_{driver.next_name("listener")} {
  driver_.call("mqtt.listen",
               {{"id", name_},
                {"url", settings.url},
                {"topics", settings.topics},
                {"qos", settings.qos},
                {"version", settings.version},
                {"user", settings.user},
                {"password", settings.password},
                {"ca_file", settings.ca_file},
                {"client_id", settings.client_id.empty() ? name_ : settings.client_id}},
               within(answer_time));
}

MqttListener::~MqttListener() {
  try {
    driver_.call("mqtt.close", {{"id", name_}}, within(answer_time));
  } catch (const std::exception& error) {
    std::cerr << "mqtt listener: " << error.what() << '\n';
  }
}

std::vector<MqttMessage> MqttListener::wait_messages(std::size_t count, Deadline deadline,
                                                     std::size_t from) {
  std::vector<MqttMessage> messages;
  for (const auto& item : driver_.items("mqtt.messages", name_, from, count, deadline)) {
    messages.push_back({item.at("topic"), from_hex(item.at("payload").get<std::string>()),
                        item.at("qos"), item.at("retain"), item.at("properties")});
  }
  return messages;
}

void MqttListener::publish(const std::string& topic, std::string_view payload, int qos, bool retain,
                           const nlohmann::json& user_properties) {
  driver_.call("mqtt.publish",
               {{"id", name_},
                {"topic", topic},
                {"payload", to_hex(payload)},
                {"qos", qos},
                {"retain", retain},
                {"user_properties", user_properties}},
               within(answer_time));
}

void MqttListener::publish_numbers(const std::string& topic, int from, int to, int qos) {
  driver_.call("mqtt.publish_numbers",
               {{"id", name_}, {"topic", topic}, {"from", from}, {"to", to}, {"qos", qos}},
               within(answer_time));
}

void MqttListener::publish_all(const std::string& topic, const std::vector<std::string>& payloads,
                               int qos) {
  auto all = nlohmann::json::array();
  for (const auto& payload : payloads) all.push_back(to_hex(payload));
  driver_.call("mqtt.publish_all",
               {{"id", name_}, {"topic", topic}, {"payloads", all}, {"qos", qos}},
               within(answer_time));
}

}  // namespace sluice::test
