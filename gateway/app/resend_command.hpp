#pragma once

#include <cstdint>
#include <string>

#include "config/gateway_config.hpp"

namespace sluice::app {

/// The command line of `sluice resend`.
struct ResendOrder {
  std::string config;       ///< the YAML file
  std::string sink;         ///< the one that the topic is at
  std::string topic;        ///< of dead letters
  std::string group;        ///< empty: the default
  std::uint64_t limit = 0;  ///< 0: none
  bool skip_rejected = false;
  bool dry_run = false;
};

/// Sends the dead letters again and prints what became of them. Returns the exit status: 0, or 1
/// where letters were rejected again. Throws std::runtime_error that says why nothing, or nothing
/// more, can be done.
[[nodiscard]] int resend_letters(const ResendOrder& order, config::Gateway config);

}  // namespace sluice::app
