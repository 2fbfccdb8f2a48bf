// The sink and the source do what core/sink.hpp and core/source.hpp promise, at a real Mosquitto.
#include <csignal>

#include "connectors/mqtt/mqtt_sink.hpp"
#include "connectors/mqtt/mqtt_source.hpp"
#include "tests/support/driver.hpp"
#include "tests/support/mosquitto.hpp"
#include "tests/support/mqtt_listener.hpp"
#include "tests/support/sink_contract.hpp"
#include "tests/support/source_contract.hpp"

namespace sluice::connectors {
namespace {

/// One way to talk to the broker.
struct Way {
  const char* name;
  MqttVersion version;
  int qos;
};

constexpr Way at_most_once[]{{"Version311Qos0", MqttVersion::v3_1_1, 0},
                             {"Version5Qos0", MqttVersion::v5, 0}};
constexpr Way at_least_once[]{{"Version311Qos1", MqttVersion::v3_1_1, 1},
                              {"Version5Qos1", MqttVersion::v5, 1}};

std::string unavailable() {
  const std::string no_driver = test::Driver::unavailable();
  return no_driver.empty() ? test::Mosquitto::unavailable() : no_driver;
}

class MqttSinkStage final : public BrokerSinkStage {
 public:
  explicit MqttSinkStage(const Way& way) {
    settings_.url = broker_.url();
    settings_.version = way.version;
    settings_.qos = way.qos;
    settings_.window = 50;
  }

  std::unique_ptr<Sink> make_sink(SinkContext context) override {
    return make_mqtt_sink(settings_, std::move(context));
  }
  void fall_silent() override { broker_.process().signal(SIGSTOP); }
  std::vector<std::string> payloads(std::size_t count) override {
    std::vector<std::string> found;
    for (const auto& message : listener_.wait_messages(count)) {
      EXPECT_EQ(message.qos, settings_.qos);
      found.push_back(message.payload);
    }
    return found;
  }
  void stop_broker() override { broker_.stop(); }
  void start_broker() override { broker_.start(); }
  void break_client() override {
    broker_.stop();
    broker_.start();
  }
  std::vector<std::string> forbidden_topics() const override { return {"", "a/#", "+/b"}; }

 private:
  test::Driver driver_;
  test::Mosquitto broker_;
  test::MqttListener listener_{driver_, {.url = broker_.url()}};
  MqttSinkSettings settings_;
};

class MqttSourceStage final : public SourceStage {
 public:
  explicit MqttSourceStage(const Way& way) {
    settings_.url = broker_.url();
    settings_.topics = {"cmd/#"};
    settings_.version = way.version;
    settings_.qos = way.qos;
  }

  std::unique_ptr<Source> make_source(SourceContext context) override {
    return make_mqtt_source(settings_, std::move(context));
  }
  void publish(const std::vector<std::string>& payloads) override {
    publisher_.publish_all("cmd/desk", payloads, static_cast<int>(settings_.qos));
  }
  void stop_broker() override { broker_.stop(); }
  void start_broker() override { broker_.start(); }
  void fall_silent() override { broker_.process().signal(SIGSTOP); }

 private:
  test::Driver driver_;
  test::Mosquitto broker_;
  test::MqttListener publisher_{driver_, {.url = broker_.url(), .topics = {}}};
  MqttSourceSettings settings_;
};

/// A maker for each of the ways.
template <class Stage, class Made>
std::vector<StageMaker<Stage>> made(std::initializer_list<std::span<const Way>> groups) {
  std::vector<StageMaker<Stage>> makers;
  for (const auto& ways : groups) {
    for (const Way& way : ways) {
      makers.push_back({way.name, [way] { return std::make_unique<Made>(way); }, unavailable});
    }
  }
  return makers;
}

INSTANTIATE_TEST_SUITE_P(Mqtt, SinkContract,
                         ::testing::ValuesIn(made<SinkStage, MqttSinkStage>({at_most_once,
                                                                             at_least_once})),
                         name_of<SinkStage>);
INSTANTIATE_TEST_SUITE_P(Mqtt, BrokerSinkContract,
                         ::testing::ValuesIn(made<BrokerSinkStage, MqttSinkStage>({at_least_once})),
                         name_of<BrokerSinkStage>);
INSTANTIATE_TEST_SUITE_P(Mqtt, SourceContract,
                         ::testing::ValuesIn(made<SourceStage, MqttSourceStage>({at_most_once,
                                                                                 at_least_once})),
                         name_of<SourceStage>);
INSTANTIATE_TEST_SUITE_P(Mqtt, KeptSourceContract,
                         ::testing::ValuesIn(made<SourceStage, MqttSourceStage>({at_least_once})),
                         name_of<SourceStage>);

}  // namespace
}  // namespace sluice::connectors
