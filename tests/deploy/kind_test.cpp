#include <gmock/gmock.h>

#include "tests/deploy/cluster.hpp"

// From a Deployment to a StatefulSet and back: never a pod of each.
namespace sluice::test {
namespace {

using testing::HasSubstr;

class Kind : public OnCluster<> {
 protected:
  void SetUp() override {
    OnCluster::SetUp();
    if (!IsSkipped() && !HasFatalFailure()) release("install", "replicas=1");
  }

  /// `helm VERB` of the release, with ci/minimal.yaml and these values.
  [[nodiscard]] Helm::Outcome attempt(const std::string& verb, const std::string& values) const {
    return helm->execute({verb, "edge", chart().string(), "--values",
                          values_file("minimal").string(),
                          "--set=checkBeforeUpgrade=false," + values});
  }
  void release(const std::string& verb, const std::string& values) const {
    const auto outcome = attempt(verb, values);
    ASSERT_EQ(outcome.exit_code, 0) << outcome.errors;
  }
  [[nodiscard]] bool has(const std::string& kind) const {
    return kubernetes->has("/apis/apps/v1/namespaces/default/" + kind + "/edge-sluice");
  }
};

TEST_F(Kind, ChangesOnceTheReleaseIsScaledToZero) {
  release("upgrade", "replicas=0");
  release("upgrade", "journal.enabled=true");
  EXPECT_TRUE(has("statefulsets"));
  EXPECT_FALSE(has("deployments"));

  release("upgrade", "journal.enabled=true,replicas=0");
  release("upgrade", "replicas=1");
  EXPECT_TRUE(has("deployments"));
  EXPECT_FALSE(has("statefulsets"));
}

TEST_F(Kind, IsNotChangedBesideAPodOfTheOther) {
  const auto outcome = attempt("upgrade", "journal.enabled=true");
  EXPECT_NE(outcome.exit_code, 0);
  EXPECT_THAT(outcome.errors, HasSubstr("journal.enabled: the Deployment edge-sluice has a pod"));
  EXPECT_TRUE(has("deployments"));
  EXPECT_FALSE(has("statefulsets"));
}

}  // namespace
}  // namespace sluice::test
