#pragma once

#include <string>

#include "gateway/app/admin_client.hpp"

namespace sluice::app {

struct SilenceOrder {
  std::string channel;
  AdminContact gateway{.url = "http://127.0.0.1:9464"};
};

/// Asks a running gateway why a channel is silent, and prints what it says and what follows from
/// that. Returns the exit status: 0 where events come and go on, 1 where they do not, 2 where
/// nobody answers.
[[nodiscard]] int show_silence(const SilenceOrder& order);

}  // namespace sluice::app
