#include "connectors/kafka/kafka_trial.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <thread>

namespace sluice::connectors {
namespace {

constexpr int log_warning = 4;  // a level of syslog

struct Listener {
  std::thread::id thread = std::this_thread::get_id();
  KafkaTrial trial;
};

/// The library's threads log too, but nothing about the configuration.
void take_log_line(const rd_kafka_t* client, int level, const char* facility, const char* text) {
  auto& listener = *static_cast<Listener*>(rd_kafka_opaque(client));
  if (std::this_thread::get_id() != listener.thread || level > log_warning) return;
  if (std::string_view{facility} != "CONFWARN") return;
  std::string_view remark = text;
  if (const auto thread = remark.find("]: "); thread != remark.npos) {
    remark.remove_prefix(thread + 3);
  }
  listener.trial.remarks.emplace_back(remark);
}

std::string value_of(const KafkaConf& conf, const char* property) {
  std::array<char, 256> value{};
  std::size_t size = value.size();
  const bool known =
      rd_kafka_conf_get(conf.get(), property, value.data(), &size) == RD_KAFKA_CONF_OK;
  return known ? value.data() : "";
}

}  // namespace

KafkaTrial try_client(rd_kafka_type_t type, KafkaConf conf) {
  Listener listener;
  set_property(conf, "bootstrap.servers", "");
  set_property(conf, "log.queue", "false");
  rd_kafka_conf_set_opaque(conf.get(), &listener);
  rd_kafka_conf_set_log_cb(conf.get(), take_log_line);
  std::array<char, 512> reason{};
  rd_kafka_t* const client = rd_kafka_new(type, conf.get(), reason.data(), reason.size());
  if (client == nullptr) {
    listener.trial.refusal = reason.data();
  } else {
    std::ignore = conf.release();
    rd_kafka_destroy_flags(client, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
  }
  return std::move(listener.trial);
}

std::string token_fault(const KafkaConf& conf) {
  if (!value_of(conf, "security.protocol").starts_with("sasl_") ||
      value_of(conf, "sasl.mechanisms") != "OAUTHBEARER" ||
      value_of(conf, "enable.sasl.oauthbearer.unsecure.jwt") == "true" ||
      value_of(conf, "sasl.oauthbearer.method") == "oidc") {
    return {};
  }
  const std::string why = property_fault({}, "sasl.oauthbearer.method", "oidc");
  return fmt::format("OAUTHBEARER as sasl.mechanisms needs sasl.oauthbearer.method: oidc{}{}",
                     why.empty() ? "" : "; librdkafka: ", why);
}

}  // namespace sluice::connectors
