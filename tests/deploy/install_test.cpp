#include <gmock/gmock.h>

#include <algorithm>
#include <cctype>
#include "tests/deploy/cluster.hpp"
#include "tests/deploy/pod.hpp"

// Every file of ci/*.yaml on a real API server.
namespace sluice::test {
namespace {

using nlohmann::json;

/// What the Prometheus operator adds to a cluster, without what it checks.
json custom_kind(const std::string& kind, const std::string& plural) {
  const std::string group = "monitoring.coreos.com";
  const json any{
      {"openAPIV3Schema", {{"type", "object"}, {"x-kubernetes-preserve-unknown-fields", true}}}};
  return {
      {"apiVersion", "apiextensions.k8s.io/v1"},
      {"kind", "CustomResourceDefinition"},
      {"metadata", {{"name", plural + "." + group}}},
      {"spec",
       {{"group", group},
        {"scope", "Namespaced"},
        {"names", {{"kind", kind}, {"plural", plural}}},
        {"versions", {{{"name", "v1"}, {"served", true}, {"storage", true}, {"schema", any}}}}}}};
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

class Install : public OnCluster<testing::TestWithParam<std::string>> {
 protected:
  void add_custom_kinds() {
    for (const auto& [kind, plural] :
         std::vector<std::pair<std::string, std::string>>{{"ServiceMonitor", "servicemonitors"},
                                                          {"PodMonitor", "podmonitors"},
                                                          {"PrometheusRule", "prometheusrules"}}) {
      kubernetes->create("/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
                         custom_kind(kind, plural));
    }
    const auto deadline = within(start_time);
    while (!kubernetes->has("/apis/monitoring.coreos.com/v1/namespaces/default/prometheusrules")) {
      ASSERT_GT(left_until(deadline).count(), 0) << "the API server does not serve the new kinds";
    }
  }

  /// Where only pods that Kubernetes calls restricted are taken.
  void add_restricted_namespace() {
    kubernetes->create("/api/v1/namespaces",
                       {{"apiVersion", "v1"},
                        {"kind", "Namespace"},
                        {"metadata",
                         {{"name", "restricted"},
                          {"labels", {{"pod-security.kubernetes.io/enforce", "restricted"}}}}}});
  }

  /// `helm VERB` of the release.
  Helm::Outcome release(const std::string& verb, const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments{verb, "edge", chart().string(), "--values",
                                       values_file(GetParam()).string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return helm->must(arguments);
  }

  /// There is nobody who would run the Job of a hook.
  static std::vector<std::string> without_hooks(std::vector<std::string> arguments) {
    arguments.emplace_back("--no-hooks");
    return arguments;
  }

  /// That the server has the Deployment or StatefulSet just as it is rendered.
  void expect_deployed(const std::vector<std::string>& more = {}) {
    const json rendered = helm->render(GetParam(), more).workload();
    const std::string kind = lower(rendered["kind"]);
    const std::string name = rendered["metadata"]["name"];
    in_kubectl = kind + "/" + name;
    workload = "/apis/apps/v1/namespaces/default/" + kind + "s/" + name;
    const json deployed = kubernetes->get(workload);
    EXPECT_EQ(missing_from(deployed, rendered), "");
  }

  std::string in_kubectl;  ///< deployment/NAME
  std::string workload;    ///< its path at the API
};

TEST_P(Install, IsReadBackUpgradedAndUninstalled) {
  add_custom_kinds();
  const auto notes = release("install").output;
  expect_deployed();
  EXPECT_THAT(notes, testing::HasSubstr("kubectl rollout status " + in_kubectl));
  const auto first = kubernetes->get(workload);

  const std::vector<std::string> change{"--set=config.log.level=debug", "--set=labels.team=second"};
  release("upgrade", without_hooks(change));
  expect_deployed(change);
  const auto second = kubernetes->get(workload);
  EXPECT_EQ(first["metadata"]["uid"], second["metadata"]["uid"]);
  EXPECT_GT(second["metadata"]["generation"], first["metadata"]["generation"]);

  helm->must({"rollback", "edge", "1"});
  EXPECT_EQ(kubernetes->get(workload)["spec"], first["spec"]);

  helm->must({"uninstall", "edge"});
  EXPECT_FALSE(kubernetes->has(workload));
}

TEST_P(Install, MakesPodsThatARestrictedNamespaceTakes) {
  add_restricted_namespace();
  for (const json& object : helm->render(GetParam())) {
    json pod = object;
    if (object["kind"] == "Deployment" || object["kind"] == "StatefulSet") {
      pod = object["spec"]["template"];
      pod["spec"] = pod_spec_of(object);
      pod["metadata"]["name"] = "gateway";
      pod["apiVersion"] = "v1";
      pod["kind"] = "Pod";
    }
    if (object["kind"] == "Job") {
      pod = object["spec"]["template"];
      pod["metadata"]["name"] = "check";
      pod["apiVersion"] = "v1";
      pod["kind"] = "Pod";
    }
    if (pod["kind"] == "Pod") kubernetes->create("/api/v1/namespaces/restricted/pods", pod);
  }
  EXPECT_TRUE(kubernetes->has("/api/v1/namespaces/restricted/pods/gateway"));
}

INSTANTIATE_TEST_SUITE_P(Ci, Install, testing::ValuesIn(values_files()),
                         [](const auto& file) { return file.param; });

}  // namespace
}  // namespace sluice::test
