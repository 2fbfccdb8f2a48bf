#pragma once

#include <string>

namespace sluice::app {

struct StatusOrder {
  std::string against = "http://127.0.0.1:9464";  ///< the URL of the gateway's admin server
  bool json = false;                              ///< prints the answer as it is
};

/// Asks a running gateway how it is, and prints it. Returns the exit status: 1 where nobody
/// answers.
[[nodiscard]] int show_status(const StatusOrder& order);

}  // namespace sluice::app
