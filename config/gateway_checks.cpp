#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "config/checks.hpp"
#include "config/section.hpp"
#include "config/url.hpp"

namespace sluice::config {
namespace {

/// A reference in a route to something that has a name elsewhere in the file.
void check_reference(const Section& section, const std::optional<Value>& reference,
                     std::string_view defined_in) {
  if (!reference || reference->node().type != Node::Type::scalar) return;
  const auto defined = section.value().find(defined_in);
  // Without a single definition that is the problem, and it is reported.
  if (reference->node().text.empty() || !defined || defined->node().children.empty()) return;
  // Names from the file itself: a sink that has a problem is still what a route refers to.
  std::vector<std::string_view> names;
  for (const Node& entry : defined->node().children) names.push_back(entry.key);
  if (std::ranges::find(names, reference->node().text) != names.end()) return;
  reference->problem(fmt::format("{} is not one of the {}{}", reference->shown(), defined_in,
                                 reference->did_you_mean(names)));
}

}  // namespace

void check(Section& section, const Route& route) {
  const auto& check_route = section.value().reading().check_route;
  if (!check_route || !section.sound("topic")) return;
  for (auto& fault : check_route(route)) {
    if (const auto field = section.sound(fault.field)) field->problem(std::move(fault.message));
  }
}

void check(Section& section, const Admin& admin) {
  const auto listen = section.sound("listen");
  if (!listen) return;
  if (const auto parsed = parse_listen_address(admin.listen); !parsed) {
    listen->problem(fmt::format("{} {}", listen->shown(), parsed.error().message));
  }
}

void check(Section& section, const Gateway&) {
  const auto routes = section.value().find("routes");
  if (!routes) return;
  for (const Value& route : routes->children()) {
    check_reference(section, route.find("to"), "sinks");
    if (const auto match = route.find("match")) {
      check_reference(section, match->find("connection"), "connections");
    }
  }
}

}  // namespace sluice::config
