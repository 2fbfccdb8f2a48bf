#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/support/server_process.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sluice::test {

/// A real kube-apiserver over a real etcd, of one test's own on 127.0.0.1. It takes, checks and
/// gives back objects as a cluster does; there is nobody who would run a pod.
class Kubernetes {
 public:
  /// `services` are the ranges of the Services' addresses, of one family or of both.
  explicit Kubernetes(const std::string& services = "10.0.0.0/24");

  [[nodiscard]] const std::filesystem::path& kubeconfig() const { return kubeconfig_; }

  /// The object below this path of the API. Throws std::runtime_error unless it is there.
  [[nodiscard]] nlohmann::json get(const std::string& path) const;
  [[nodiscard]] bool has(const std::string& path) const;
  /// Returns when the API server has taken it.
  void create(const std::string& path, const nlohmann::json& object) const;

  /// Gives an object the status that its controller would.
  void set_status(const std::string& path, const nlohmann::json& status) const;

  /// Why there is none on this machine; empty when there is.
  [[nodiscard]] static std::string unavailable();

 private:
  struct Answer {
    int status = 0;
    nlohmann::json body;
  };
  /// GET, or with a body POST or `method`.
  [[nodiscard]] Answer ask(const std::string& path, const std::string& body = "",
                           const std::string& method = "POST") const;

  TemporaryFolder folder_;
  std::uint16_t etcd_port_;
  std::uint16_t port_;
  std::filesystem::path kubeconfig_;
  ServerProcess etcd_;
  ServerProcess server_;
};

}  // namespace sluice::test
