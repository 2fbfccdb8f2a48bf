#include <gmock/gmock.h>

#include "tests/deploy/helm.hpp"
#include "tests/support/parts.hpp"

// The chart with and without a journal: the kind of its workload, the volume, and the
// configuration that leads there.
namespace sluice::test {
namespace {

using nlohmann::json;
using testing::Contains;
using testing::ElementsAre;
using testing::Not;

class JournalVolume : public testing::Test {
 protected:
  void SetUp() override { SLUICE_REQUIRE_PART(Helm); }

  [[nodiscard]] static json config_in(const Objects& objects) {
    return json_of_yaml(objects.named("ConfigMap", "edge-sluice")["data"]["sluice.yaml"]);
  }
  [[nodiscard]] static json container_in(const Objects& objects) {
    return objects.workload()["spec"]["template"]["spec"]["containers"][0];
  }

  const Helm helm;
  const std::vector<std::string> enabled{"--set=journal.enabled=true"};
};

TEST_F(JournalVolume, MakesAStatefulSetWithAClaimOfTheDeployment) {
  const Objects without = helm.render("minimal");
  EXPECT_TRUE(without.has("Deployment"));
  EXPECT_FALSE(without.has("StatefulSet"));
  EXPECT_FALSE(config_in(without).contains("journal"));

  const Objects with = helm.render("minimal", enabled);
  EXPECT_FALSE(with.has("Deployment"));
  const json& spec = with.the("StatefulSet")["spec"];
  ASSERT_EQ(spec["volumeClaimTemplates"].size(), 1);
  const json& claim = spec["volumeClaimTemplates"][0];
  EXPECT_EQ(claim["metadata"]["name"], "journal");
  EXPECT_THAT(claim["spec"]["accessModes"], ElementsAre("ReadWriteOnce"));
  EXPECT_EQ(claim["spec"]["resources"]["requests"]["storage"], "10Gi");
  EXPECT_FALSE(claim["spec"].contains("storageClassName"));
}

TEST_F(JournalVolume, ClaimsWhatItIsTold) {
  const json spec = helm.render("journal").the("StatefulSet")["spec"];
  const json& claim = spec["volumeClaimTemplates"][0]["spec"];
  EXPECT_EQ(claim["resources"]["requests"]["storage"], "512Mi");
  EXPECT_EQ(claim["storageClassName"], "fast");
  EXPECT_THAT(claim["accessModes"], ElementsAre("ReadWriteOncePod"));
}

TEST_F(JournalVolume, HasThePathOfTheConfiguration) {
  const Objects objects = helm.render("minimal", enabled);
  EXPECT_EQ(config_in(objects)["journal"], json({{"path", "/var/lib/sluice/journal"}}));
  EXPECT_THAT(container_in(objects)["volumeMounts"],
              Contains(json({{"name", "journal"}, {"mountPath", "/var/lib/sluice"}})));
  EXPECT_EQ(container_in(objects)["securityContext"]["readOnlyRootFilesystem"], true);
}

TEST_F(JournalVolume, LeavesTheRestOfTheJournalToTheConfiguration) {
  EXPECT_EQ(config_in(helm.render("journal"))["journal"], json({{"path", "/var/lib/sluice/journal"},
                                                                {"max_bytes", "128MiB"},
                                                                {"segment_bytes", "16MiB"}}));
}

TEST_F(JournalVolume, MayBeWrittenByThePodsUserAndKeepsItsPermissions) {
  const json pod = helm.render("minimal", enabled).workload()["spec"]["template"]["spec"];
  EXPECT_EQ(pod["securityContext"]["fsGroup"], pod["securityContext"]["runAsGroup"]);
  EXPECT_EQ(pod["securityContext"]["fsGroupChangePolicy"], "OnRootMismatch");
}

TEST_F(JournalVolume, HasOnePodAtATimeAndReplacesOneThatIsNotReady) {
  const json spec = helm.render("minimal", enabled).the("StatefulSet")["spec"];
  EXPECT_EQ(spec["replicas"], 1);
  EXPECT_EQ(spec["updateStrategy"], json({{"type", "RollingUpdate"}}));
  EXPECT_EQ(spec["podManagementPolicy"], "Parallel");
}

TEST_F(JournalVolume, StaysWithItsRecordsUnlessToldOtherwise) {
  const auto retention = [&](const std::vector<std::string>& more) {
    return helm.render("journal", more)
        .the("StatefulSet")["spec"]["persistentVolumeClaimRetentionPolicy"];
  };
  EXPECT_EQ(retention({}), json({{"whenDeleted", "Retain"}, {"whenScaled", "Retain"}}));
  EXPECT_EQ(retention({"--set=journal.whenDeleted=Delete"}),
            json({{"whenDeleted", "Delete"}, {"whenScaled", "Retain"}}));
}

TEST_F(JournalVolume, GivesAStartTheTimeToReadIt) {
  const auto patience = [&](const std::vector<std::string>& more) {
    const Objects objects = helm.render("minimal", more);
    return container_in(objects)["startupProbe"]["failureThreshold"].get<int>();
  };
  EXPECT_EQ(patience({}), 60);
  EXPECT_EQ(patience(enabled), 60 + (1024 + 7 * 64) / 32);
}

TEST_F(JournalVolume, IsAsLargeAsTheBoundsAndATenthMore) {
  // 1.1 × (max_bytes + 5 segment_bytes + 2 segment_bytes) of one sink on one shard
  const std::vector<std::string> journal{
      "--set=journal.enabled=true", "--set=config.journal.path=/var/lib/sluice/journal",
      "--set=config.journal.max_bytes=888MiB", "--set=config.journal.segment_bytes=16MiB"};
  const auto refusal = [&](const std::string& size) {
    auto arguments = journal;
    arguments.push_back("--set-string=journal.size=" + size);
    return helm.refusal(arguments);
  };
  EXPECT_THAT(refusal("1099Mi"),
              testing::HasSubstr("journal.size: the journals may take 1100 MiB"));
  EXPECT_EQ(refusal("1100Mi"), "");
  EXPECT_EQ(refusal("2G"), "");
}

TEST_F(JournalVolume, MayBeOneOfTheUsersOwn) {
  const Objects objects =
      helm.render("guarded", {"--set=config.journal.path=/var/lib/sluice/journal"});
  EXPECT_TRUE(objects.has("Deployment"));
  EXPECT_THAT(container_in(objects)["volumeMounts"],
              Not(Contains(testing::ResultOf([](const json& mount) { return mount["name"]; },
                                             json("journal")))));
}

}  // namespace
}  // namespace sluice::test
