#include "gateway/app/status_rates.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace sluice::app {
namespace {

using Json = nlohmann::ordered_json;

struct Rated {
  const char* list;
  const char* name;
  const char* counter;
};

constexpr std::array<Rated, 4> rated{{{"connections", "connection", "events"},
                                      {"sinks", "sink", "delivered"},
                                      {"sources", "source", "received"},
                                      {"returns", "return", "sent"}}};

void add_rate(Json& thing, const Json& earlier, const Rated& what, double seconds) {
  const auto before = std::ranges::find(earlier, thing.at(what.name),
                                        [&](const Json& each) { return each.at(what.name); });
  if (before == earlier.end()) return;
  const auto gained =
      thing.at(what.counter).get<std::int64_t>() - before->at(what.counter).get<std::int64_t>();
  if (gained < 0) return;
  thing[std::string{what.counter} + "_per_second"] = static_cast<double>(gained) / seconds;
}

}  // namespace

std::string with_rates(std::string_view status, std::string_view earlier, Duration between) try {
  Json now = Json::parse(status);
  const Json before = Json::parse(earlier);
  const double seconds = std::chrono::duration<double>(between).count();
  for (const auto& what : rated) {
    for (Json& thing : now.at(what.list)) add_rate(thing, before.at(what.list), what, seconds);
  }
  now["rates_over_seconds"] = seconds;
  return now.dump();
} catch (const Json::exception&) {
  throw std::runtime_error("the answer is not one of sluice");
}

}  // namespace sluice::app
