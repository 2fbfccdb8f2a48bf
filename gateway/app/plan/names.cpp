#include "gateway/app/plan/names.hpp"

namespace sluice::app {

Names Names::of(const config::Gateway& config, const Names& before) {
  Names names;
  names.last_ = before.last_;
  for (const auto& sink : config.sinks) names.add(names.sinks_, sink.name, before.sinks_);
  for (const auto& source : config.sources) {
    names.add(names.sources_, source.name, before.sources_);
  }
  for (const auto& connection : config.connections) {
    names.add(names.connections_, connection.name, before.connections_);
  }
  for (const auto& back : config.returns) names.add(names.returns_, back.label, before.returns_);
  return names;
}

void Names::add(Numbers& numbers, const std::string& name, const Numbers& before) {
  const auto known = before.find(name);
  numbers.emplace(name, known == before.end() ? ++last_ : known->second);
}

std::uint32_t Names::find(const Numbers& numbers, std::string_view name) {
  const auto found = numbers.find(name);
  return found == numbers.end() ? 0 : found->second;
}

}  // namespace sluice::app
