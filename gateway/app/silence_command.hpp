#pragma once

#include <string>

namespace sluice::app {

struct SilenceOrder {
  std::string channel;
  std::string against = "http://127.0.0.1:9464";  ///< the URL of the gateway's admin server
};

/// Asks a running gateway why a channel is silent, and prints what it says and what follows from
/// that. Returns the exit status: 0 where events come and go on, 1 where they do not, 2 where
/// nobody answers.
[[nodiscard]] int show_silence(const SilenceOrder& order);

}  // namespace sluice::app
