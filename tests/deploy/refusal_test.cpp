#include <gmock/gmock.h>

#include "tests/deploy/helm.hpp"
#include "tests/support/parts.hpp"

// Values that cannot work are refused before anything is installed, with what to write instead.
namespace sluice::test {
namespace {

using testing::HasSubstr;

struct Mistake {
  std::string name;
  std::vector<std::string> values;
  std::string message;
};

void PrintTo(const Mistake& mistake, std::ostream* out) {
  *out << mistake.name;
}

const std::vector<Mistake> mistakes{
    {"MoreThanOneReplica",
     {"--set=replicas=2"},
     "replicas: 2 replicas would each hold every connection and relay every event 2 times"},
    {"AnAdminServerOnLoopback",
     {"--set-string=config.admin.listen=127.0.0.1:9464"},
     "config.admin.listen: no probe reaches \"127.0.0.1:9464\" from outside the pod"},
    {"AnAdminServerOnLoopbackOfIPv6",
     {"--set-string=config.admin.listen=[::1]:9464"},
     "no probe reaches \"[::1]:9464\""},
    {"NoAdminServer", {"--set=config.admin=null"}, "write \"[::]:9464\""},
    {"AnAdminServerOnAnyPort",
     {"--set-string=config.admin.listen=0.0.0.0:0"},
     "config.admin.listen: probes need a port that is written out"},
    {"AnAdminServerOnAPortOfTheEnvironment",
     {"--set-string=config.admin.listen=${LISTEN}:9464"},
     "config.admin.listen: probes need a port that is written out"},
    {"TwoTokensOfTheAdminServer",
     {"--set=adminToken.value=token-0123456789abcd,adminToken.existingSecret=mine"},
     "adminToken: only one of existingSecret and value can be given"},
    {"ATokenBesideThatOfTheConfiguration",
     {"--set=adminToken.existingSecret=mine,config.admin.token=token-0123456789abcd"},
     "adminToken: config.admin.token is another one"},
    {"ATokenThatCanBeGuessed",
     {"--set=adminToken.value=secret"},
     "adminToken.value: Does not match pattern"},
    {"ACertificateBesideThatOfTheConfiguration",
     {"--set=adminTls.existingSecret=mine,config.admin.tls.certificate_file=/"
      "a,config.admin.tls.key_file=/b"},
     "adminTls: config.admin.tls is another one"},
    {"ADrainTimeoutOfTheEnvironment",
     {"--set-string=config.drain_timeout=${DRAIN}"},
     "config.drain_timeout: the grace period follows from it"},
    {"ADrainTimeoutWithoutAUnit",
     {"--set-string=config.drain_timeout=10"},
     "config.drain_timeout: Does not match pattern"},
    {"NoConfiguration", {"--set=config=null"}, "config is required"},
    {"NoConnections",
     {"--set=config.connections=null"},
     "config.connections: Invalid type. Expected: object"},
    {"AMisspeltKey",
     {"--set=config.connections.market.chanels=x"},
     "Additional property chanels is not allowed"},
    {"ASinkOfNoKind", {"--set=config.sinks.events.type=carrier_pigeon"}, "must be one of"},
    {"AKeyOfAnotherKindOfSink",
     {"--set=config.sinks.events.qos=1"},
     "Additional property qos is not allowed"},
    {"ANumberOutOfRange", {"--set=config.shards=1000"}, "Must be less than or equal to 256"},
    {"ANumberWhereTextBelongs", {"--set=config.connections.market.key=12345"}, "Expected: string"},
    {"AMisspeltValue", {"--set=replicaCount=1"}, "Additional property replicaCount is not allowed"},
    {"AMisspeltPullPolicy",
     {"--set=image.pullPolicy=Sometimes"},
     "image.pullPolicy must be one of"},
    {"AnUnquotedLabel", {"--set=labels.tier=1"}, "labels.tier: Invalid type. Expected: string"},
    {"AMemoryLimitBelowTheOutboxes",
     {"--set=resources.limits.memory=64Mi"},
     "resources.limits.memory: the outboxes may hold 64 MiB"},
    {"AMemoryLimitBelowTheOutboxesOfAllShards",
     {"--set=config.shards=4", "--set-string=config.sinks.events.outbox.max_bytes=1GiB",
      "--set-string=resources.limits.memory=4G"},
     "the outboxes may hold 4096 MiB (shards × the sum of config.sinks.*.outbox.max_bytes)"},
    {"AVolumeBelowTheBoundsOfTheJournals",
     {"--set=journal.enabled=true,journal.size=1Gi"},
     "journal.size: the journals may take 1619 MiB"},
    {"AVolumeBelowTheBoundsOfTheJournalsOfAllShards",
     {"--set=journal.enabled=true,config.shards=4",
      "--set=config.journal.path=/var/lib/sluice/journal", "--set=config.journal.max_bytes=2GiB"},
     "and the volume has 10240 MiB"},
    {"AVolumeOfNoSize",
     {"--set=journal.enabled=true,journal.size=plenty"},
     "journal.size: Does not match pattern"},
    {"AJournalBesideItsVolume",
     {"--set=journal.enabled=true,config.journal.path=/var/spool/sluice"},
     "config.journal.path: \"/var/spool/sluice\" is not on the volume of the journal"},
    {"AJournalWithoutAVolume",
     {"--set=config.journal.path=/var/lib/sluice/journal"},
     "set journal.enabled, which gives it a volume"},
    {"AFamilyOfNoInternet",
     {"--set=service.ipFamilies={IPv5}"},
     "service.ipFamilies.0 must be one of"},
    {"ARunbookThatIsNoAddress",
     {"--set=prometheusRule.runbooks=docs/operations.md"},
     "prometheusRule.runbooks: Does not match pattern"},
    {"ScrapingTwice",
     {"--set=serviceMonitor.enabled=true,podMonitor.enabled=true"},
     "everything would be counted twice"},
    {"ScrapingAServiceThatIsNotThere",
     {"--set=serviceMonitor.enabled=true,service.enabled=false"},
     "there is no Service to scrape"},
};

class Refusal : public testing::TestWithParam<Mistake> {
 protected:
  void SetUp() override { SLUICE_REQUIRE_PART(Helm); }
};

TEST_P(Refusal, SaysWhatIsWrong) {
  EXPECT_THAT(Helm{}.refusal(GetParam().values), HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(Of, Refusal, testing::ValuesIn(mistakes),
                         [](const auto& mistake) { return mistake.param.name; });

}  // namespace
}  // namespace sluice::test
