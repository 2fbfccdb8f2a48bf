#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "tests/deploy/helm.hpp"
#include "tests/support/gateway_process.hpp"
#include "tests/support/parts.hpp"

// What the objects take from the configuration and from the values.
namespace sluice::test {
namespace {

using nlohmann::json;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

std::string text_of(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream{file}.rdbuf();
  return text.str();
}

/// The alerts' links, under another name and with another page in place of docs/operations.md.
void rename_runbooks(json& rules, const std::string& name, const std::string& page) {
  for (json& group : rules["groups"]) {
    for (json& rule : group["rules"]) {
      if (!rule.contains("alert")) continue;
      std::string link = rule["annotations"]["runbook_url"];
      rule["annotations"].erase("runbook_url");
      rule["annotations"][name] = page + link.substr(link.find('#'));
    }
  }
}

class Chart : public testing::Test {
 protected:
  void SetUp() override { SLUICE_REQUIRE_PART(Helm); }

  [[nodiscard]] json pod(const std::string& values, const std::vector<std::string>& more = {}) {
    return helm.render(values, more).workload()["spec"]["template"];
  }
  [[nodiscard]] json container(const std::string& values,
                               const std::vector<std::string>& more = {}) {
    return pod(values, more)["spec"]["containers"][0];
  }

  const Helm helm;
};

TEST_F(Chart, GivesTheConfigurationAsItWasWritten) {
  json wanted = json_of_yaml(text_of(values_file("monitored")))["config"];
  wanted["shards"] = 1;
  wanted["admin"]["listen"] = "[::]:9464";
  const auto given = helm.render("monitored").named("ConfigMap", "edge-sluice")["data"];
  EXPECT_EQ(given.size(), 1);
  EXPECT_EQ(json_of_yaml(given["sluice.yaml"]), wanted);
}

TEST_F(Chart, WaitsLongerForTheEndThanTheGatewayDrains) {
  for (const auto& [drain, seconds] : std::vector<std::pair<std::string, int>>{
           {"0s", 10}, {"1ms", 11}, {"1500ms", 12}, {"10s", 20}, {"2m", 130}, {"1h", 3610}}) {
    const auto spec = pod("minimal", {"--set-string=config.drain_timeout=" + drain})["spec"];
    EXPECT_EQ(spec["terminationGracePeriodSeconds"], seconds) << drain;
  }
  EXPECT_EQ(pod("minimal")["spec"]["terminationGracePeriodSeconds"], 20);
}

TEST_F(Chart, ProbesTheAdminServerWhereTheConfigurationPutsIt) {
  const json found = container("guarded");
  EXPECT_EQ(found["ports"][0]["containerPort"], 8080);
  EXPECT_EQ(found["startupProbe"]["httpGet"], json({{"path", "/startupz"}, {"port", "admin"}}));
  EXPECT_EQ(found["livenessProbe"]["httpGet"], json({{"path", "/livez"}, {"port", "admin"}}));
  EXPECT_EQ(found["readinessProbe"]["httpGet"], json({{"path", "/readyz"}, {"port", "admin"}}));
}

TEST_F(Chart, StartsANewPodOnlyForWhatARunningOneCannotFollow) {
  const auto checksum = [&](const std::vector<std::string>& more) {
    return pod("minimal", more)["metadata"]["annotations"]["checksum/config"];
  };
  EXPECT_NE(checksum({}), checksum({"--set=config.log.level=debug"}));
  EXPECT_NE(checksum({}), checksum({"--set=config.drain_timeout=3s"}));
  EXPECT_EQ(checksum({}), checksum({"--set=config.sinks.events.show=record"}));
  EXPECT_EQ(checksum({}), checksum({"--set=labels.team=edge"}));
  EXPECT_EQ(checksum({}), checksum({"--set=config.routes[0].topic=more"}));
  EXPECT_EQ(checksum({}), checksum({"--set=config.route_mode=first"}));
  const std::string table = "--set=config.routes[0].table=true";
  EXPECT_NE(checksum({}), checksum({table}));
  EXPECT_NE(checksum({table}), checksum({table, "--set=config.routes[0].topic=more"}));
}

TEST_F(Chart, ChecksANewConfigurationWithAllThatThePodHas) {
  const Objects objects = helm.render("secrets");
  const json job = objects.the("Job");
  EXPECT_EQ(job["metadata"]["annotations"]["helm.sh/hook"], "pre-upgrade");
  const json check = job["spec"]["template"]["spec"];
  const json pod = objects.workload()["spec"]["template"]["spec"];
  const json& checks = check["containers"][0];
  const json& runs = pod["containers"][0];
  EXPECT_THAT(checks["args"], ElementsAre("check", runs["args"][1]));
  for (const auto* key : {"image", "env", "envFrom", "volumeMounts", "securityContext"}) {
    EXPECT_EQ(checks[key], runs[key]) << key;
  }
  EXPECT_EQ(check["volumes"][1], pod["volumes"][1]);
  EXPECT_EQ(objects.named("ConfigMap", "edge-sluice-check")["data"],
            objects.named("ConfigMap", "edge-sluice")["data"]);
  EXPECT_FALSE(helm.render("returns").has("Job"));
}

TEST_F(Chart, GivesTheTokenAndTheCertificateOfTheAdminServerAsFiles) {
  const Objects objects = helm.render("admin");
  const auto config = [&](const std::string& name) {
    return json_of_yaml(objects.named("ConfigMap", name)["data"]["sluice.yaml"])["admin"];
  };
  const json admin = config("edge-sluice");
  EXPECT_EQ(admin["token"], "${file:/run/secrets/sluice-admin-token/token}");
  EXPECT_EQ(admin["tls"]["certificate_file"], "/run/secrets/sluice-admin-tls/tls.crt");
  EXPECT_EQ(admin["hosts"], json({"gateway.internal"}));
  EXPECT_EQ(config("edge-sluice-check"), admin);
  // The check runs before the release's own Secret is there.
  for (const auto* name : {"edge-sluice-admin", "edge-sluice-check-admin"}) {
    EXPECT_EQ(objects.named("Secret", name)["data"]["token"],
              "dG9rZW4tb2YtdGhlLXRlc3RzLTAxMjM0NTY3ODk=");
  }
  const json spec = objects.workload()["spec"]["template"]["spec"];
  const json check = objects.the("Job")["spec"]["template"]["spec"];
  EXPECT_EQ(spec["volumes"][1]["secret"]["secretName"], "edge-sluice-admin");
  EXPECT_EQ(check["volumes"][1]["secret"]["secretName"], "edge-sluice-check-admin");
  EXPECT_EQ(spec["volumes"][2]["secret"]["secretName"], "sluice-admin-tls");
  EXPECT_EQ(check["containers"][0]["volumeMounts"], spec["containers"][0]["volumeMounts"]);

  const std::string given = "--set=adminToken.existingSecret=mine,adminToken.value=";
  EXPECT_EQ(pod("admin", {given})["spec"]["volumes"][1]["secret"]["secretName"], "mine");
  EXPECT_FALSE(helm.render("admin", {given}).has("Secret"));
  const auto checksum = [&](const std::vector<std::string>& more) {
    return pod("admin", more)["metadata"]["annotations"]["checksum/config"];
  };
  EXPECT_EQ(checksum({}), checksum({"--set=adminToken.value=another-token-0123456789"}));
}

TEST_F(Chart, AsksAnAdminServerWithTlsOverHttps) {
  const Objects objects = helm.render("admin");
  const json found = objects.workload()["spec"]["template"]["spec"]["containers"][0];
  for (const auto* probe : {"startupProbe", "livenessProbe", "readinessProbe"}) {
    EXPECT_EQ(found[probe]["httpGet"]["scheme"], "HTTPS") << probe;
  }
  const json endpoint = objects.the("ServiceMonitor")["spec"]["endpoints"][0];
  EXPECT_EQ(endpoint["scheme"], "https");
  EXPECT_EQ(endpoint["tlsConfig"]["serverName"], "sluice.example");
  EXPECT_FALSE(objects.has("Pod"));
  const std::string own =
      "--set=config.admin.tls.certificate_file=/a.crt,config.admin.tls.key_file=/a.key";
  const json guarded = helm.render("guarded", {own}).the("PodMonitor");
  EXPECT_EQ(guarded["spec"]["podMetricsEndpoints"][0]["scheme"], "https");
  EXPECT_EQ(container("guarded", {own})["livenessProbe"]["httpGet"]["scheme"], "HTTPS");
}

TEST_F(Chart, HasOnePodAtATime) {
  const auto deployment = helm.render("minimal").the("Deployment");
  EXPECT_EQ(deployment["spec"]["replicas"], 1);
  EXPECT_EQ(deployment["spec"]["strategy"], json({{"type", "Recreate"}}));
  const auto paused = helm.render("minimal", {"--set=replicas=0"}).the("Deployment");
  EXPECT_EQ(paused["spec"]["replicas"], 0);
}

TEST_F(Chart, MountsAndNamesEachSecret) {
  const json found = container("secrets");
  EXPECT_THAT(found["envFrom"], ElementsAre(json{{"secretRef", {{"name", "sluice"}}}},
                                            json{{"secretRef", {{"name", "sluice-more"}}}}));
  EXPECT_EQ(found["env"][0], json({{"name", "REGION"}, {"value", "eu"}}));
  EXPECT_EQ(found["volumeMounts"][1]["mountPath"], "/run/secrets/sluice");
  EXPECT_EQ(pod("secrets")["spec"]["volumes"][1]["secret"]["secretName"], "sluice-files");
}

TEST_F(Chart, RunsTheImageOfItsVersionOrTheOneThatIsNamed) {
  EXPECT_EQ(container("minimal")["image"], "sluice:0.1.0");
  EXPECT_EQ(container("minimal", {"--set=image.tag=edge"})["image"], "sluice:edge");
  EXPECT_THAT(container("guarded")["image"].get<std::string>(),
              HasSubstr("registry.example.org/edge/sluice@sha256:0123"));
}

TEST_F(Chart, IsOfTheGatewaysVersion) {
  SLUICE_REQUIRE_PART(GatewayProcess);
  const std::string version = json_of_yaml(text_of(chart() / "Chart.yaml"))["appVersion"];
  EXPECT_THAT(GatewayProcess::execute({"version"}).lines, ElementsAre("sluice " + version));
}

TEST_F(Chart, LetsPrometheusScrapeTheServiceOrThePod) {
  const Objects monitored = helm.render("monitored");
  const auto& monitor = monitored.the("ServiceMonitor");
  EXPECT_EQ(monitor["spec"]["endpoints"][0],
            json({{"port", "admin"}, {"path", "/metrics"}, {"interval", "15s"}}));
  EXPECT_EQ(monitor["metadata"]["labels"]["release"], "prometheus");
  const auto& service = monitored.the("Service");
  EXPECT_EQ(missing_from(service["metadata"]["labels"], monitor["spec"]["selector"]["matchLabels"]),
            "");
  EXPECT_EQ(service["spec"]["ports"][0]["name"], "admin");
  EXPECT_EQ(service["spec"]["publishNotReadyAddresses"], true);

  const Objects guarded = helm.render("guarded");
  EXPECT_FALSE(guarded.has("Service"));
  EXPECT_EQ(guarded.the("PodMonitor")["spec"]["podMetricsEndpoints"][0]["port"], "admin");
}

TEST_F(Chart, ShipsTheRulesAndTheDashboardOfThisTree) {
  const auto deploy = chart() / "../..";
  const Objects objects = helm.render("monitored");
  json wanted = json_of_yaml(text_of(deploy / "prometheus/rules.yaml"));
  rename_runbooks(wanted, "runbook", "docs/operations.md");
  EXPECT_EQ(objects.the("PrometheusRule")["spec"], wanted);
  const auto& dashboard = objects.named("ConfigMap", "edge-sluice-dashboard");
  EXPECT_EQ(dashboard["metadata"]["labels"]["grafana_dashboard"], "1");
  EXPECT_EQ(json::parse(dashboard["data"]["sluice.json"].get<std::string>()),
            json::parse(text_of(deploy / "grafana/sluice.json")));
}

TEST_F(Chart, LinksTheAlertsToTheRunbooksWhereverTheyCanBeRead) {
  json wanted = json_of_yaml(text_of(chart() / "files/rules.yaml"));
  rename_runbooks(wanted, "runbook_url", "https://git.example.org/sluice/docs/operations.md");
  EXPECT_EQ(helm.render("returns").the("PrometheusRule")["spec"], wanted);
}

TEST_F(Chart, LeavesTheServicesAddressesToTheClusterUnlessToldOtherwise) {
  const json own = helm.render("minimal").the("Service")["spec"];
  EXPECT_FALSE(own.contains("ipFamilyPolicy"));
  EXPECT_FALSE(own.contains("ipFamilies"));
  const json told = helm.render("returns").the("Service")["spec"];
  EXPECT_EQ(told["ipFamilyPolicy"], "PreferDualStack");
  EXPECT_THAT(told["ipFamilies"], ElementsAre("IPv4"));
}

TEST_F(Chart, OpensNothingButTheAdminPort) {
  const auto policy = helm.render("guarded").the("NetworkPolicy")["spec"];
  EXPECT_THAT(policy["policyTypes"], ElementsAre("Ingress", "Egress"));
  ASSERT_EQ(policy["ingress"].size(), 1);
  EXPECT_EQ(policy["ingress"][0]["ports"], json::array({{{"port", "admin"}, {"protocol", "TCP"}}}));
  EXPECT_EQ(policy["ingress"][0]["from"].size(), 2);
  const auto open = helm.render("minimal", {"--set=networkPolicy.enabled=true"});
  EXPECT_THAT(open.the("NetworkPolicy")["spec"]["policyTypes"], ElementsAre("Ingress"));
  EXPECT_FALSE(open.the("NetworkPolicy")["spec"]["ingress"][0].contains("from"));
}

TEST_F(Chart, PlacesThePodAsItIsTold) {
  const auto spec = pod("guarded")["spec"];
  const auto& spread = spec["topologySpreadConstraints"][0];
  EXPECT_EQ(spread["topologyKey"], "topology.kubernetes.io/zone");
  EXPECT_EQ(spread["labelSelector"]["matchLabels"]["app.kubernetes.io/instance"], "edge");
  EXPECT_EQ(spec["nodeSelector"]["kubernetes.io/os"], "linux");
  EXPECT_EQ(spec["tolerations"][0]["key"], "edge");
  EXPECT_EQ(spec["priorityClassName"], "system-cluster-critical");
  EXPECT_THAT(spec["containers"][0]["volumeMounts"],
              Contains(json({{"name", "scratch"}, {"mountPath", "/var/lib/sluice"}})));
}

}  // namespace
}  // namespace sluice::test
