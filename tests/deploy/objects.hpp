#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace sluice::test {

/// Kubernetes objects, as Helm rendered them or as an API server has them.
class Objects {
 public:
  Objects() = default;
  /// The documents of a YAML file, empty ones left out.
  explicit Objects(const std::string& yaml);

  void add(nlohmann::json object) { all_.push_back(std::move(object)); }

  [[nodiscard]] bool has(const std::string& kind) const;
  /// The only one of its kind. Throws std::runtime_error when there is none, or a second.
  [[nodiscard]] const nlohmann::json& the(const std::string& kind) const;
  /// The Deployment or the StatefulSet, whichever makes the pod of the release.
  [[nodiscard]] const nlohmann::json& workload() const;
  /// Throws std::runtime_error when there is none.
  [[nodiscard]] const nlohmann::json& named(const std::string& kind, const std::string& name) const;

  [[nodiscard]] auto begin() const { return all_.begin(); }
  [[nodiscard]] auto end() const { return all_.end(); }

 private:
  std::vector<nlohmann::json> all_;
};

/// YAML as the JSON that it stands for.
[[nodiscard]] nlohmann::json json_of_yaml(const std::string& yaml);

/// What of `wanted` is not in `actual`, a path a line: an API server adds fields to what it is
/// given, and may not change any.
[[nodiscard]] std::string missing_from(const nlohmann::json& actual, const nlohmann::json& wanted,
                                       const std::string& path = "");

}  // namespace sluice::test
