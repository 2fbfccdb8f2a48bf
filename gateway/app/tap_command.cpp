#include "gateway/app/tap_command.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <stdexcept>
#include <string_view>

#include "gateway/app/tap_lines.hpp"
#include "gateway/net/form.hpp"

namespace sluice::app {

std::string target_of(const TapOrder& order) {
  std::string query;
  const auto add = [&query](std::string_view name, std::string_view value) {
    if (!value.empty()) net::append_form_field(query, name, value);
  };
  add("connection", order.connection);
  add("channel", order.channel);
  add("event", order.event);
  add("sink", order.sink);
  add("kind", order.kind);
  if (order.masked) add("payload", "masked");
  if (order.decrypted) add("payload", "decrypted");
  return query.empty() ? "/api/v1/tap" : "/api/v1/tap?" + query;
}

int show_tap(const TapOrder& order) try {
  TapLines lines(order.json);
  follow_admin(order.gateway, target_of(order), [&lines](std::string_view part) {
    const auto shown = lines.take(part);
    const bool written = std::fwrite(shown.data(), 1, shown.size(), stdout) == shown.size();
    return std::fflush(stdout) == 0 && written;
  });
  return 0;
} catch (const std::runtime_error& error) {
  fmt::print(stderr, "sluice tap: {}\n", error.what());
  return 1;
}

}  // namespace sluice::app
