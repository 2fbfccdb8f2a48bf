#include "config/return_section_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "config/checks.hpp"
#include "config/section.hpp"

namespace sluice::config {
namespace {

/// Two returns of one name would share their metrics.
void check_labels(const std::vector<Value>& returns, const Gateway& gateway) {
  std::map<std::string, std::size_t> seen;
  for (std::size_t i = 0; i < returns.size(); ++i) {
    const std::string label = label_of(gateway.returns[i], i);
    const auto [first, fresh] = seen.emplace(label, i);
    if (fresh) continue;
    const auto name = returns[i].find("name");
    const Value& place = name ? *name : returns[i];
    place.problem(fmt::format("{} is the name of returns[{}] already",
                              name ? name->shown() : quoted(label), first->second));
  }
}

void check_api(const Value& back, const Return& settings, const Gateway& gateway) {
  const auto to = back.find("to");
  if (settings.publish != PublishMode::http || !to) return;
  const bool list = to->node().type == Node::Type::sequence;
  for (const Value& name : list ? to->children() : std::vector{*to}) {
    const auto connection =
        std::ranges::find(gateway.connections, name.node().text, &Connection::name);
    if (connection == gateway.connections.end() || connection->api) continue;
    name.problem(fmt::format("connection {} has no api, which publish: http needs", name.shown()));
  }
}

/// Messages of such a source would be taken from its broker for nothing.
void check_sources_are_read(const Section& top, const Gateway& gateway) {
  const auto& returns = gateway.returns;
  // A return without a source is the more likely mistake, and is reported.
  for (const Return& back : returns) {
    if (std::ranges::find(gateway.sources, back.from, &Source::name) == gateway.sources.end()) {
      return;
    }
  }
  for (const Source& source : gateway.sources) {
    if (std::ranges::find(returns, source.name, &Return::from) != returns.end()) continue;
    if (const auto place = top.value().find("sources")->find(source.name)) {
      place->key_problem("no return reads it");
    }
  }
}

}  // namespace

std::string label_of(const Return& back, std::size_t index) {
  return back.label.empty() ? fmt::format("return-{}", index + 1) : back.label;
}

void check(Section& section, const Return& back) {
  const auto name = section.sound("name");
  if (name && !is_name(back.label)) name->problem(std::string{name_rule});
  if (std::set(back.to.begin(), back.to.end()).size() < back.to.size()) {
    section.problem("to", "lists a connection twice");
  }
}

void check_returns(const Section& top, const Gateway& gateway) {
  const auto found = top.value().find("returns");
  // A value that is no list was reported already.
  if (found && found->node().type != Node::Type::sequence) return;
  check_sources_are_read(top, gateway);
  if (!found) return;
  const auto returns = found->children();
  check_labels(returns, gateway);
  for (std::size_t i = 0; i < returns.size(); ++i) {
    check_api(returns[i], gateway.returns[i], gateway);
  }
}

}  // namespace sluice::config
