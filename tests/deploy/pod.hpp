#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/deploy/objects.hpp"
#include "tests/support/http_get.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sluice::test {

/// The spec of the pod that the controller of a Deployment or a StatefulSet makes.
[[nodiscard]] nlohmann::json pod_spec_of(const nlohmann::json& workload);

/// Does for the container of a pod what a kubelet would: resolves its environment and its volumes
/// from the objects they name, and starts it as its user, as process 1, with nothing but these
/// on a read-only root. The image is this build's `sluice` on the libraries of this machine; the
/// network is the machine's.
class Pod {
 public:
  /// `spec` is that of a pod; `objects` are the ConfigMaps and Secrets there are. Throws
  /// std::runtime_error when it names one that is not among them.
  Pod(nlohmann::json spec, const Objects& objects);

  /// The container's command line. A claimed volume outlives the container, as far as this object.
  [[nodiscard]] ProcessSettings command() const { return command(arguments_); }
  /// Another program, or another command of the gateway, in the container's place.
  [[nodiscard]] ProcessSettings command(const std::vector<std::string>& arguments) const;

  /// Asks what the probe asks: `startupProbe`, `livenessProbe`, `readinessProbe`.
  [[nodiscard]] HttpAnswer probe(const std::string& name) const;
  [[nodiscard]] std::chrono::seconds grace_period() const;
  /// In place of what a cluster alone can provide.
  void set_environment(const std::string& name, const std::string& value) {
    environment_[name] = value;
  }
  [[nodiscard]] const std::vector<std::string>& arguments() const { return arguments_; }

  /// Why none can be started on this machine; empty when it can.
  [[nodiscard]] static std::string unavailable();

 private:
  void resolve_environment(const Objects& objects);
  void resolve_volumes(const Objects& objects);

  nlohmann::json spec_;
  nlohmann::json container_;
  std::vector<std::string> arguments_;
  std::map<std::string, std::string> environment_;
  struct Mount {
    std::string folder;  ///< here
    bool writable;
  };
  std::map<std::string, Mount> mounts_;  ///< by place in the container
  TemporaryFolder folder_;
};

}  // namespace sluice::test
