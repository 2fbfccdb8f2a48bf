#include "tests/support/kafka_broker.hpp"

#include <stdexcept>

#include "tests/support/free_port.hpp"
#include "tests/support/kafka_client.hpp"
#include "tests/support/parts.hpp"

namespace sluice::test {

namespace {

/// Everybody may do everything, but for topics that have a rule.
constexpr const char* guard =
    "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer\n"
    "allow.everyone.if.no.acl.found=true\n";

/// Any identity does: each broker is a cluster of its own.
constexpr const char* cluster_id = "c2x1aWNlLXRlc3QtMDEwMQ";

std::string configuration(const TemporaryFolder& folder, std::uint16_t port,
                          std::uint16_t controller_port, std::uint16_t advertised_port,
                          const KafkaSettings& settings) {
  const auto entrance = [&settings](std::uint16_t KafkaEntrance::*its_port) {
    return settings.entrance
               ? ",ENTRANCE://127.0.0.1:" + std::to_string((*settings.entrance).*its_port)
               : std::string{};
  };
  const std::string broker = "127.0.0.1:" + std::to_string(port);
  const std::string controller = "127.0.0.1:" + std::to_string(controller_port);
  return "process.roles=broker,controller\nnode.id=1\n"
         "controller.quorum.voters=1@" +
         controller +
         "\n"
         "listeners=PLAINTEXT://" +
         broker + ",CONTROLLER://" + controller + entrance(&KafkaEntrance::port) +
         "\n"
         "advertised.listeners=PLAINTEXT://127.0.0.1:" +
         std::to_string(advertised_port) + entrance(&KafkaEntrance::advertised_port) +
         "\n"
         "controller.listener.names=CONTROLLER\n"
         "listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,"
         "ENTRANCE:PLAINTEXT\n"
         "log.dirs=" +
         (folder.path() / "data").string() +
         "\n"
         "auto.create.topics.enable=false\n"
         "offsets.topic.replication.factor=1\noffsets.topic.num.partitions=1\n"
         "transaction.state.log.replication.factor=1\ntransaction.state.log.min.isr=1\n"
         "transaction.state.log.num.partitions=1\n"
         "group.initial.rebalance.delay.ms=0\n"
         // After a kill the controller waits this long before it lets the broker in again.
         "broker.session.timeout.ms=3000\nbroker.heartbeat.interval.ms=500\n"
         "log.cleaner.dedupe.buffer.size=8388608\n" +
         (settings.guarded ? guard : "");
}

ProcessSettings java(std::vector<std::string> arguments) {
  // A small heap and the quick compiler only: it starts sooner and leaves the machine to the test.
  arguments.insert(
      arguments.begin(),
      {"java", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp",
       (parts_folder() / "kafka/*").string(), "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"});
  return {.arguments = std::move(arguments)};
}

/// Formats the data folder, which Kafka wants done once before its first start.
ProcessSettings prepared(const std::filesystem::path& file) {
  Process tool{java({"kafka.tools.StorageTool", "format", "-t", cluster_id, "-c", file.string()})};
  if (tool.wait_exit(within(start_time)) != 0) {
    throw std::runtime_error("kafka.tools.StorageTool failed:" + tool.tail());
  }
  return java({"kafka.Kafka", file.string()});
}

bool answers(std::uint16_t port) {
  const auto client = make_kafka_client(
      RD_KAFKA_PRODUCER, {{"bootstrap.servers", "127.0.0.1:" + std::to_string(port)}});
  return kafka_answers(client.get(), std::chrono::milliseconds{2000});
}

}  // namespace

KafkaBroker::KafkaBroker(const KafkaSettings& settings)
    : port_{settings.port == 0 ? free_port() : settings.port},
      advertised_port_{settings.advertised_port == 0 ? port_ : settings.advertised_port},
      controller_port_{free_port()},
      server_{"kafka",
              prepared(folder_.write(
                  "server.properties",
                  configuration(folder_, port_, controller_port_, advertised_port_, settings))),
              [port = port_] { return answers(port); }} {
  start();
}

std::string KafkaBroker::address() const {
  return "127.0.0.1:" + std::to_string(advertised_port_);
}

std::string KafkaBroker::unavailable() {
  if (find_program("java").empty()) {
    return "no program `java`";
  }
  const auto jar = parts_folder() / "kafka/kafka_2.13-3.9.1.jar";
  return std::filesystem::exists(jar) ? "" : "no jar at " + jar.string();
}

}  // namespace sluice::test
