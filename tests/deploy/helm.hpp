#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tests/deploy/objects.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sluice::test {

/// The chart of this tree.
[[nodiscard]] std::filesystem::path chart();
/// Its ci/*.yaml, without folder and extension.
[[nodiscard]] std::vector<std::string> values_files();
[[nodiscard]] std::filesystem::path values_file(const std::string& name);

/// The real `helm`, with a configuration of its own.
class Helm {
 public:
  /// Without a kubeconfig it renders and lints; with one it reaches a cluster.
  explicit Helm(std::filesystem::path kubeconfig = {}) : kubeconfig_{std::move(kubeconfig)} {}

  struct Outcome {
    int exit_code = 0;
    std::string output;
    std::string errors;
  };
  [[nodiscard]] Outcome execute(const std::vector<std::string>& arguments) const;
  /// The same; throws std::runtime_error with what it said when it failed.
  Outcome must(const std::vector<std::string>& arguments) const;

  /// What a release named `edge` of the chart consists of, the objects of its tests included;
  /// `more` are further arguments, such as `--set=…`.
  [[nodiscard]] Objects render(const std::string& values,
                               const std::vector<std::string>& more = {}) const;
  /// Why the chart refuses such values; empty when it does not.
  [[nodiscard]] std::string refusal(const std::vector<std::string>& more) const;

  /// Why there is none on this machine; empty when there is.
  [[nodiscard]] static std::string unavailable();

 private:
  TemporaryFolder home_;
  std::filesystem::path kubeconfig_;
};

}  // namespace sluice::test
