#pragma once

#include <cstddef>
#include <list>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "gateway/telemetry/counter.hpp"
#include "gateway/telemetry/metric.hpp"

// Makes the functions that read the metrics of one kind of probe. A probe has a `name`, which is
// the value of the metric's first label. Probes of one name, such as those of a sink on each shard,
// make one series. The list must outlive the functions made from it; its probes may come and go.
namespace sluice::telemetry {

/// Calls each(name, probes) for each name, in the order in which the names come in the list.
template <class Probe, class Each>
void for_each_name(const std::list<Probe>& probes, Each each) {
  std::vector<std::vector<const Probe*>> groups;
  std::unordered_map<std::string_view, std::size_t> places;
  for (const auto& probe : probes) {
    const auto [place, is_new] = places.try_emplace(probe.name, groups.size());
    if (is_new) groups.emplace_back();
    groups[place->second].push_back(&probe);
  }
  for (const auto& group : groups) each(std::string_view{group.front()->name}, group);
}

/// Counters or gauges, added up and divided by `unit`: the counted units in one exported unit.
template <auto Member, class Probe>
[[nodiscard]] Collect sums(const std::list<Probe>& probes, double unit = 1.0) {
  return [&probes, unit](Series& series) {
    for_each_name(probes, [&](std::string_view name, const auto& group) {
      double sum = 0.0;
      for (const Probe* probe : group) sum += static_cast<double>((probe->*Member).value());
      series.add({name}, sum / unit);
    });
  };
}

/// An array of counters or gauges, one for each value of Enum, which is the second label.
/// `counted`: whether there is a series for a value.
template <auto Member, class Enum, class Probe>
[[nodiscard]] Collect sums_by(
    const std::list<Probe>& probes, bool (*counted)(Enum) = [](Enum) { return true; }) {
  return [&probes, counted](Series& series) {
    for_each_name(probes, [&](std::string_view name, const auto& group) {
      for (std::size_t i = 0; i < (group.front()->*Member).size(); ++i) {
        const auto value = static_cast<Enum>(i);
        if (!counted(value)) continue;
        double sum = 0.0;
        for (const Probe* probe : group) sum += static_cast<double>((probe->*Member)[i].value());
        series.add({name, to_string(value)}, sum);
      }
    });
  };
}

/// Histograms.
template <auto Member, class Probe>
[[nodiscard]] Collect times(const std::list<Probe>& probes) {
  return [&probes](Series& series) {
    for_each_name(probes, [&](std::string_view name, const auto& group) {
      HistogramSum sum;
      for (const Probe* probe : group) sum.add(probe->*Member);
      series.add({name}, sum);
    });
  };
}

}  // namespace sluice::telemetry
