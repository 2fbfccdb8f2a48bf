#include <gmock/gmock.h>

#include <csignal>
#include <optional>

#include "tests/deploy/confined.hpp"
#include "tests/deploy/helm.hpp"
#include "tests/deploy/kubernetes.hpp"
#include "tests/deploy/pod.hpp"
#include "tests/support/driver.hpp"
#include "tests/support/free_port.hpp"
#include "tests/support/gateway_process.hpp"
#include "tests/support/http_get.hpp"
#include "tests/support/metrics_text.hpp"
#include "tests/support/mosquitto.hpp"
#include "tests/support/mqtt_listener.hpp"
#include "tests/support/parts.hpp"
#include "tests/support/publisher.hpp"
#include "tests/support/soketi.hpp"
#include "tests/support/tcp.hpp"

// The gateway as a cluster would run it: what Helm installed is read back from the API server, and
// a process is started from just that.
namespace sluice::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class PodTest : public testing::Test {
 protected:
  void SetUp() override {
    SLUICE_REQUIRE_PART(Helm);
    SLUICE_REQUIRE_PART(Kubernetes);
    SLUICE_REQUIRE_PART(Pod);
    SLUICE_REQUIRE_PART(Driver);
    SLUICE_REQUIRE_PART(Soketi);
    SLUICE_REQUIRE_PART(Mosquitto);
    SLUICE_REQUIRE_PART(GatewayProcess);
    kubernetes.emplace();
    server.emplace();
    broker.emplace(MosquittoSettings{.user = "sluice", .password = "open"});
    create_secrets();
  }

  void create_secrets() {
    const auto secret = [&](const char* name, const json& data) {
      kubernetes->create("/api/v1/namespaces/default/secrets", {{"apiVersion", "v1"},
                                                                {"kind", "Secret"},
                                                                {"metadata", {{"name", name}}},
                                                                {"stringData", data}});
    };
    secret("sluice", {{"CHANNELS_URL", server->url()}, {"CHANNELS_KEY", server->app().key}});
    secret("sluice-files", {{"channels-secret", server->app().secret}});
    secret("sluice-more", {{"MQTT_URL", broker->url()}, {"password", "open"}});
  }

  /// Installs ci/secrets.yaml with the admin server on a port of this test's own, and reads back
  /// what a kubelet would. `more` are values of a journal.
  void install(const std::vector<std::string>& more = {}) {
    admin_port = free_port();
    std::vector<std::string> arguments{
        "install",
        "edge",
        chart().string(),
        "--values",
        values_file("secrets").string(),
        "--set-string=config.admin.listen=[::]:" + std::to_string(admin_port)};
    arguments.insert(arguments.end(), more.begin(), more.end());
    Helm{kubernetes->kubeconfig()}.must(arguments);
    const std::string here = "/api/v1/namespaces/default/";
    for (const auto* name : {"sluice", "sluice-files", "sluice-more"}) {
      objects.add(kubernetes->get(here + "secrets/" + name));
    }
    objects.add(kubernetes->get(here + "configmaps/edge-sluice"));
    const std::string kind = more.empty() ? "deployments" : "statefulsets";
    pod.emplace(
        pod_spec_of(kubernetes->get("/apis/apps/v1/namespaces/default/" + kind + "/edge-sluice")),
        objects);
  }

  void wait_for(Process& gateway, const std::string& probe) {
    const auto deadline = within(start_time);
    while (!port_answers(admin_port) || pod->probe(probe).status != 200) {
      ASSERT_FALSE(gateway.exits_within(std::chrono::milliseconds{25})) << gateway.tail();
      ASSERT_GT(left_until(deadline).count(), 0) << probe << " does not pass:" << gateway.tail();
    }
  }

  void wait_metric(Process& gateway, const std::string& name, double value) {
    const auto deadline = within(answer_time);
    while (sum_of_samples(http_get(admin_port, "/metrics").body, name, {}) != value) {
      ASSERT_FALSE(gateway.exits_within(std::chrono::milliseconds{25})) << gateway.tail();
      ASSERT_GT(left_until(deadline).count(), 0) << name << " is not " << value;
    }
  }

  std::optional<Kubernetes> kubernetes;
  std::optional<Soketi> server;
  std::optional<Mosquitto> broker;
  Objects objects;
  std::optional<Pod> pod;
  std::uint16_t admin_port{};
};

TEST_F(PodTest, RelaysPassesItsProbesAndEndsWithinItsGracePeriod) {
  install();
  Driver driver;
  MqttListener listener{driver, {.url = broker->url(), .user = "sluice", .password = "open"}};
  Process gateway{pod->command()};
  for (const auto* probe : {"startupProbe", "livenessProbe", "readinessProbe"}) {
    wait_for(gateway, probe);
  }

  Publisher{driver, *server}.trigger("private-orders", "placed", {{"id", 7}});
  const auto messages = listener.wait_messages(1);
  EXPECT_EQ(messages[0].topic, "eu/private-orders");
  EXPECT_THAT(messages[0].payload, HasSubstr("placed"));

  signal_confined(gateway, SIGTERM);
  EXPECT_EQ(gateway.wait_exit(within(pod->grace_period())), 0) << gateway.tail();
}

TEST_F(PodTest, KeepsWhatWasNotDeliveredOnItsVolumeForThePodThatFollows) {
  install({"--set=journal.enabled=true,journal.size=1Gi,config.journal.max_bytes=64MiB",
           "--set=config.journal.path=/var/lib/sluice/journal,config.journal.segment_bytes=1MiB"});
  Driver driver;
  {
    Process gateway{pod->command()};
    wait_for(gateway, "readinessProbe");
    broker->kill();
    Publisher{driver, *server}.trigger("private-orders", "placed", {{"id", 7}});
    wait_metric(gateway, "sluice_journal_written_total", 1);
    signal_confined(gateway, SIGKILL);
    EXPECT_EQ(gateway.wait_exit(), 128 + SIGKILL);
  }
  broker->start();
  MqttListener listener{driver, {.url = broker->url(), .user = "sluice", .password = "open"}};
  Process gateway{pod->command()};
  const auto messages = listener.wait_messages(1);
  EXPECT_EQ(messages[0].topic, "eu/private-orders");
  EXPECT_THAT(messages[0].payload, HasSubstr("placed"));
  wait_for(gateway, "readinessProbe");
  signal_confined(gateway, SIGTERM);
  EXPECT_EQ(gateway.wait_exit(within(pod->grace_period())), 0) << gateway.tail();
}

TEST_F(PodTest, IsNotReadyWithoutItsBrokerWhichHelmTestReports) {
  install();
  const json hook = Helm{}.render("secrets").the("Pod");
  ASSERT_EQ(hook["metadata"]["annotations"]["helm.sh/hook"], "test");
  Pod tester{hook["spec"], {}};
  // There is no cluster DNS, hence no Service by its name here.
  tester.set_environment("HOST", "127.0.0.1");
  tester.set_environment("PORT", std::to_string(admin_port));

  Process gateway{pod->command()};
  wait_for(gateway, "readinessProbe");
  Process passing{tester.command()};
  EXPECT_EQ(passing.wait_exit(), 0) << passing.tail();

  broker->kill();
  const auto deadline = within(answer_time);
  while (pod->probe("readinessProbe").status == 200) {
    ASSERT_FALSE(gateway.exits_within(std::chrono::milliseconds{25})) << gateway.tail();
    ASSERT_GT(left_until(deadline).count(), 0) << "still ready";
  }
  EXPECT_EQ(pod->probe("livenessProbe").status, 200);
  Process failing{tester.command()};
  EXPECT_NE(failing.wait_exit(), 0);
  EXPECT_THAT(failing.tail(), HasSubstr("503"));
}

}  // namespace
}  // namespace sluice::test
