#include "gateway/app/silence_command.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "gateway/app/admin_client.hpp"
#include "gateway/app/silence.hpp"

namespace sluice::app {

int show_silence(const SilenceOrder& order) try {
  const auto silence = why_silent(ask_status(order.gateway), order.channel);
  fmt::print("{}", silence.text);
  return silence.flows ? 0 : 1;
} catch (const std::runtime_error& error) {
  fmt::print(stderr, "sluice explain: {}\n", error.what());
  return 2;
}

}  // namespace sluice::app
