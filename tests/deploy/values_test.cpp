#include <gmock/gmock.h>

#include "tests/deploy/helm.hpp"
#include "tests/deploy/pod.hpp"
#include "tests/support/gateway_process.hpp"
#include "tests/support/parts.hpp"

// What holds for every file of ci/*.yaml.
namespace sluice::test {
namespace {

using nlohmann::json;

/// The Secrets that the files name, for a check that looks at no server: of PEM at the first line.
void add_secrets(Objects& objects) {
  const auto add = [&](const char* name, const json& data) {
    objects.add({{"kind", "Secret"}, {"metadata", {{"name", name}}}, {"data", data}});
  };
  add("sluice", {{"CHANNELS_URL", "d3M6Ly8xMjcuMC4wLjE="}, {"CHANNELS_KEY", "a2V5MQ=="}});
  add("sluice-files", {{"channels-secret", "c2VjMQ=="}});
  add("sluice-admin-tls", {{"tls.crt", "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg=="},
                           {"tls.key", "LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0tCg=="}});
  add("sluice-more", {{"MQTT_URL", "bXF0dDovLzEyNy4wLjAuMQ=="}, {"password", "cGFzcw=="}});
}

class Values : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    SLUICE_REQUIRE_PART(Helm);
    objects = helm.render(GetParam());
  }
  [[nodiscard]] const json& pod_template() const { return objects.workload()["spec"]["template"]; }

  const Helm helm;
  Objects objects;
};

TEST_P(Values, SatisfyHelmsStrictLint) {
  const auto lint = helm.execute(
      {"lint", "--strict", chart().string(), "--values", values_file(GetParam()).string()});
  EXPECT_EQ(lint.exit_code, 0) << lint.output;
}

TEST_P(Values, GiveAConfigurationThatTheGatewayAccepts) {
  SLUICE_REQUIRE_PART(Pod);
  add_secrets(objects);
  const Pod pod{pod_spec_of(objects.workload()), objects};
  ASSERT_EQ(pod.arguments().at(1), "run");
  Process check{pod.command({"sluice", "check", pod.arguments().at(2)})};
  EXPECT_EQ(check.wait_exit(), 0) << check.tail();
}

TEST_P(Values, MarkEveryObjectAsTheReleases) {
  for (const json& object : objects) {
    const json& labels = object["metadata"]["labels"];
    EXPECT_EQ(labels["app.kubernetes.io/instance"], "edge") << object["kind"];
    EXPECT_TRUE(labels.contains("app.kubernetes.io/name")) << object["kind"];
  }
}

TEST_P(Values, ConfineThePod) {
  const json& spec = pod_template()["spec"];
  EXPECT_EQ(spec["automountServiceAccountToken"], false);
  EXPECT_EQ(spec["securityContext"]["runAsNonRoot"], true);
  EXPECT_GE(spec["securityContext"]["runAsUser"], 10'000);
  EXPECT_EQ(spec["securityContext"]["seccompProfile"]["type"], "RuntimeDefault");
  const json& container = spec["containers"][0];
  EXPECT_EQ(container["securityContext"]["readOnlyRootFilesystem"], true);
  EXPECT_EQ(container["securityContext"]["allowPrivilegeEscalation"], false);
  EXPECT_EQ(container["securityContext"]["capabilities"]["drop"], json({"ALL"}));
  EXPECT_TRUE(container["resources"]["limits"].contains("memory"));
  for (const json& mount : container["volumeMounts"]) EXPECT_FALSE(mount.contains("subPath"));
}

TEST_P(Values, SelectThePodTheyMake) {
  const json& labels = pod_template()["metadata"]["labels"];
  EXPECT_EQ(missing_from(labels, objects.workload()["spec"]["selector"]["matchLabels"]), "");
  for (const json& object : objects) {
    if (object["kind"] == "Service") {
      EXPECT_EQ(missing_from(labels, object["spec"]["selector"]), "");
    }
    for (const auto* selector : {"podSelector", "selector"}) {
      if (object["kind"] == "ServiceMonitor" || !object.contains("spec")) continue;
      const json chosen = object["spec"].value(selector, json::object());
      EXPECT_EQ(missing_from(labels, chosen.value("matchLabels", json::object())), "")
          << object["kind"];
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Ci, Values, testing::ValuesIn(values_files()),
                         [](const auto& file) { return file.param; });

}  // namespace
}  // namespace sluice::test
