#include <gmock/gmock.h>

#include "tests/deploy/cluster.hpp"

// What the user reads after an installation. Helm renders it in front of a real API server only.
namespace sluice::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class Notes : public OnCluster<> {
 protected:
  [[nodiscard]] std::string notes(const std::string& values,
                                  const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments{"install",        "edge",
                                       chart().string(), "--dry-run=client",
                                       "--values",       values_file(values).string()};
    // This cluster knows nothing of the Prometheus operator.
    arguments.emplace_back("--set=prometheusRule.enabled=false,serviceMonitor.enabled=false");
    arguments.insert(arguments.end(), more.begin(), more.end());
    const std::string output = helm->must(arguments).output;
    return output.substr(output.find("NOTES:"));
  }
};

TEST_F(Notes, CountsInItsNotesWhatThereIsOfEachKind) {
  EXPECT_THAT(notes("returns"), HasSubstr("keeps 1 connection(s), with 0 sink(s) and 1 source(s)"));
  EXPECT_THAT(notes("monitored"), HasSubstr("with 2 sink(s) and 0 source(s)"));
}

TEST_F(Notes, WarnsInItsNotesOfAMemoryLimitThatSmallRecordsWouldExceed) {
  const std::vector<std::string> tight{"--set=resources.limits.memory=80Mi"};
  EXPECT_THAT(notes("minimal", tight), HasSubstr("WARNING: full of small records"));
  EXPECT_THAT(notes("minimal"), Not(HasSubstr("WARNING")));
  EXPECT_THAT(notes("returns", {"--set=resources.limits.memory=16Mi"}),
              HasSubstr("resources.limits.memory is 16 MiB"));
}

TEST_F(Notes, WarnsOfAVolumeThatASlowLaneMayFill) {
  EXPECT_THAT(notes("minimal", {"--set=journal.enabled=true,journal.size=2Gi"}),
              HasSubstr("the journals may take 2428 MiB, and journal.size is 2Gi"));
  EXPECT_THAT(notes("minimal", {"--set=journal.enabled=true"}), Not(HasSubstr("WARNING")));
}

TEST_F(Notes, TakesALimitThatItCannotCompareAsItIs) {
  for (const auto* value : {"resources.limits=null", "resources=null",
                            "config.sinks.events.outbox.max_bytes=${OUTBOX}"}) {
    EXPECT_THAT(notes("minimal", {std::string{"--set="} + value}), Not(HasSubstr("WARNING")))
        << value;
  }
}

}  // namespace
}  // namespace sluice::test
