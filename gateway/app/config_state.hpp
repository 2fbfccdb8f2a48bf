#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "config/gateway_config.hpp"
#include "gateway/app/reload_answer.hpp"
#include "gateway/app/reload_probe.hpp"
#include "gateway/core/time.hpp"

namespace sluice::app {

/// A number of 48 bits for a configuration with its defaults. Secrets do not count, so that none
/// can be guessed from it: it is the same in every process, for anyone to compare.
[[nodiscard]] std::uint64_t config_hash(const config::Gateway& config);

/// What the process shows of its configuration: which one runs and since when, and what came of the
/// last reload. Lives on the main thread.
class ConfigState {
 public:
  /// `probe` outlives it.
  ConfigState(ReloadProbe& probe, const config::Gateway& first, WallTime now);

  /// After a reload: `running` is the configuration that runs now.
  void note(const ReloadAnswer& answer, const config::Gateway& running, WallTime now);

  /// As JSON. Shows no value of the file.
  [[nodiscard]] std::string json() const;

 private:
  struct Last {
    WallTime at;
    ReloadAnswer answer;
  };

  void runs(const config::Gateway& config, WallTime now);

  ReloadProbe& probe_;
  std::uint64_t hash_ = 0;
  WallTime since_{};
  std::optional<Last> last_;
};

}  // namespace sluice::app
