#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tests/support/server_process.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sluice::test {

struct SquidSettings {
  std::map<std::string, std::string> users{};  ///< passwords by name; empty: anybody
  std::vector<std::string> names{};            ///< hosts that only it knows, all of them this one
  std::vector<std::uint16_t> ports{};          ///< of tunnels; empty: all
  bool stock = false;  ///< Debian's own configuration, but for the port; the others do not count
};

/// A Squid of one test's own on 127.0.0.1, started by the constructor.
class Squid {
 public:
  explicit Squid(const SquidSettings& settings);

  [[nodiscard]] std::uint16_t port() const { return port_; }
  /// `login` is `user:password`.
  [[nodiscard]] std::string url(const std::string& login = "") const;

  /// Why there is none on this machine; empty when there is.
  [[nodiscard]] static std::string unavailable();

 private:
  TemporaryFolder folder_;
  std::uint16_t port_;
  ServerProcess server_;
};

}  // namespace sluice::test
