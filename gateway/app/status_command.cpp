#include "gateway/app/status_command.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <stdexcept>
#include <string>

#include "gateway/app/status_rates.hpp"
#include "gateway/app/status_table.hpp"
#include "gateway/net/shard.hpp"

namespace sluice::app {
namespace {

struct Look {
  std::string status;
  Time at;
};

Look look(const StatusOrder& order) {
  return {ask_status(order.gateway), std::chrono::steady_clock::now()};
}

void show(const StatusOrder& order, const std::string& status) {
  fmt::print("{}{}", order.json ? status : status_table(status), order.json ? "\n" : "");
}

/// On a terminal the next picture replaces the one before.
void begin_picture(const StatusOrder& order) {
  if (order.json) return;
  fmt::print("{}", ::isatty(STDOUT_FILENO) == 1 ? "\x1b[H\x1b[2J" : "\n");
}

void wait(Duration time) {
  net::Shard loop(0);
  const auto timer = loop.after(time, [&loop] { loop.stop(); });
  loop.run();
}

[[noreturn]] void watch(const StatusOrder& order, Look last) {
  for (;;) {
    std::fflush(stdout);
    wait(*order.watch);
    begin_picture(order);
    try {
      Look now = look(order);
      const auto between = std::chrono::floor<Duration>(now.at - last.at);
      show(order, with_rates(now.status, last.status, between));
      last = std::move(now);
    } catch (const std::runtime_error& error) {
      fmt::print(stderr, "sluice status: {}\n", error.what());
    }
  }
}

}  // namespace

int show_status(const StatusOrder& order) try {
  Look first = look(order);
  show(order, first.status);
  if (order.watch) watch(order, std::move(first));
  return 0;
} catch (const std::runtime_error& error) {
  fmt::print(stderr, "sluice status: {}\n", error.what());
  return 1;
}

}  // namespace sluice::app
