#include <gmock/gmock.h>

#include <future>

#include "tests/deploy/cluster.hpp"
#include "tests/deploy/pod.hpp"

// The Job before an upgrade. The test is the controller and the kubelet of its pod.
namespace sluice::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

const std::string job = "/apis/batch/v1/namespaces/default/jobs/edge-sluice-check";
const std::string config_maps = "/api/v1/namespaces/default/configmaps/";

/// As the controller of Jobs says it.
json ended(bool well) {
  constexpr auto now = "2026-01-02T03:04:05Z";
  const auto condition = [&](const char* type) {
    return json{{"type", type}, {"status", "True"}, {"lastTransitionTime", now}};
  };
  json status{{"startTime", now}};
  if (well) {
    status["succeeded"] = 1;
    status["completionTime"] = now;
    status["conditions"] = {condition("SuccessCriteriaMet"), condition("Complete")};
  } else {
    status["failed"] = 1;
    status["conditions"] = {condition("FailureTarget"), condition("Failed")};
  }
  return status;
}

class Check : public OnCluster<> {
 protected:
  void SetUp() override {
    SLUICE_REQUIRE_PART(Pod);
    OnCluster::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    helm->must(release("install", {}));
    before = topic();
  }

  [[nodiscard]] static std::vector<std::string> release(const std::string& verb,
                                                        const std::vector<std::string>& more) {
    std::vector<std::string> arguments{verb, "edge", chart().string(), "--values",
                                       values_file("minimal").string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }

  /// Upgrades to routes with this topic, and runs the check that comes first.
  [[nodiscard]] Helm::Outcome upgrade(const std::string& topic) {
    auto outcome = std::async(std::launch::async, [&] {
      return helm->execute(release("upgrade", {"--set=config.routes[0].topic=" + topic}));
    });
    const auto deadline = within(start_time);
    while (!kubernetes->has(job)) {
      if (left_until(deadline).count() == 0) throw waiting_failed(deadline, "there is no Job");
    }
    Objects objects;
    objects.add(kubernetes->get(config_maps + "edge-sluice-check"));
    const Pod pod{pod_spec_of(kubernetes->get(job)), objects};
    Process check{pod.command()};
    const int exit_code = check.wait_exit();
    said = check.tail();
    kubernetes->set_status(job, ended(exit_code == 0));
    return outcome.get();
  }

  /// In the configuration of the release.
  [[nodiscard]] std::string topic() const {
    const json file =
        json_of_yaml(kubernetes->get(config_maps + "edge-sluice")["data"]["sluice.yaml"]);
    return file["routes"][0]["topic"];
  }

  std::string before;  ///< the topic of the installation
  std::string said;    ///< by the check
};

TEST_F(Check, FailsTheUpgradeToABadConfigurationAndLeavesTheRelease) {
  const auto outcome = upgrade("x{nothing}");
  EXPECT_NE(outcome.exit_code, 0);
  EXPECT_THAT(outcome.errors, HasSubstr("pre-upgrade"));
  EXPECT_THAT(said, HasSubstr("nothing"));
  EXPECT_EQ(topic(), before);
  // It stays, so that its log can be read.
  EXPECT_TRUE(kubernetes->has(job));
}

TEST_F(Check, LetsAGoodConfigurationThroughAndGoes) {
  const auto outcome = upgrade("more");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.errors << said;
  EXPECT_EQ(topic(), "more");
  EXPECT_FALSE(kubernetes->has(config_maps + "edge-sluice-check"));
}

}  // namespace
}  // namespace sluice::test
