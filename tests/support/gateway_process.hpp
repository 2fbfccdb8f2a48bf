#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/http_get.hpp"
#include "tests/support/metrics_text.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sluice::test {

struct GatewaySettings {
  std::string config;   ///< YAML without `admin`, which is added here
  std::string ready{};  ///< YAML of `admin.ready`, as `{sinks: none}`
  std::string admin{};  ///< more lines of `admin`, as `  token: …`, each with its end
  std::map<std::string, std::string> environment{};
  Unread unread = Unread::nothing;
  std::vector<std::string> wrapper{};  ///< a command that becomes the gateway, as `env`
};

/// The real gateway as its users run it. The program is $SLUICE_BINARY or what this build made.
class GatewayProcess {
 public:
  /// Starts it; does not wait for anything.
  explicit GatewayProcess(const GatewaySettings& settings);

  /// Waits until the admin port answers; ready or not.
  void wait_started(Deadline deadline = within(start_time));
  /// Waits until /readyz answers 200.
  void wait_ready(Deadline deadline = within(start_time));
  /// Waits until /readyz answers anything but 200.
  void wait_unready(Deadline deadline = within(answer_time));
  /// Waits until /livez says that a shard hangs, which takes a heartbeat ten seconds to find.
  void wait_hung(Deadline deadline = within(answer_time));

  /// Its admin address, 127.0.0.1:PORT.
  [[nodiscard]] std::string admin() const;
  /// GET on the admin port. Throws when nobody answers.
  [[nodiscard]] HttpAnswer get(const std::string& path,
                               Deadline deadline = within(answer_time)) const;

  /// POST on the admin port, as one who may change something.
  [[nodiscard]] HttpAnswer post(const std::string& path,
                                Deadline deadline = within(answer_time)) const;

  /// Writes its file anew; YAML without `admin`, which stays. The process does not notice, as on a
  /// network file system: the test tells it.
  void rewrite(const std::string& config) const;
  /// What rewrite() writes, for a test of what the process notices.
  [[nodiscard]] std::string file_text(const std::string& config) const;
  /// Where its file is, sluice.yaml.
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }

  /// The sum of the samples that carry at least these labels; none when there is no such sample.
  [[nodiscard]] std::optional<double> metric(const std::string& name, const Labels& labels = {});
  /// Waits until that sum is at least `wanted` and returns it.
  double wait_metric(const std::string& name, const Labels& labels, double wanted,
                     Deadline deadline = within(answer_time));
  /// Waits until that sum is `wanted`.
  void wait_metric_is(const std::string& name, const Labels& labels, double wanted,
                      Deadline deadline = within(answer_time));

  /// Waits for a line of the log that has all these parts.
  void wait_logged(const std::vector<std::string>& parts, Deadline deadline = within(answer_time));

  /// SIGTERM, then its exit code.
  int terminate(Deadline deadline = within(start_time));

  /// Its log: stdout and stderr, line by line, complete after its exit.
  [[nodiscard]] std::vector<std::string> log() const { return process_.lines(); }
  [[nodiscard]] Process& process() { return process_; }

  /// For a Process: the program with these arguments, as a command that does not end by itself.
  [[nodiscard]] static ProcessSettings to_start(const std::vector<std::string>& arguments);

  /// What a command that ends by itself came to.
  struct Verdict {
    int exit_code = 0;
    std::vector<std::string> lines;
  };
  /// `wrapper`: see GatewaySettings.
  [[nodiscard]] static Verdict execute(const std::vector<std::string>& arguments,
                                       const std::map<std::string, std::string>& environment = {},
                                       const std::vector<std::string>& wrapper = {});
  /// `sluice check` on a configuration as it is.
  [[nodiscard]] static Verdict check(const std::string& config,
                                     const std::map<std::string, std::string>& environment = {});

  /// Why there is none to run; empty when there is.
  [[nodiscard]] static std::string unavailable();

 private:
  template <class Condition>
  void wait_until(const std::string& what, Deadline deadline, Condition condition);

  TemporaryFolder folder_;
  TemporaryFolder elsewhere_;  ///< a second link to the file, which the process does not watch
  std::uint16_t admin_port_;
  std::string admin_section_;
  Process process_;
};

}  // namespace sluice::test
