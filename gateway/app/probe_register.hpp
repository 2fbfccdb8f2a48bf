#pragma once

#include <cstddef>
#include <list>
#include <map>
#include <utility>

#include "gateway/app/plan/plan.hpp"
#include "gateway/telemetry/probes.hpp"

namespace sluice::app {

/// The probes of the things that the plan names. On the main thread, where the exporter reads them
/// too; each probe is written by its shard. A probe stays where it is, and counts on, for as long
/// as plans name its thing.
class ProbeRegister {
 public:
  /// Each shard has an instance of each sink, with a probe of its own.
  explicit ProbeRegister(std::size_t shards) : shards_(shards) {}
  ProbeRegister(const ProbeRegister&) = delete;
  ProbeRegister& operator=(const ProbeRegister&) = delete;

  /// Makes probes for the things that `plan` has and no plan before had, and ends those of things
  /// that it does not have: nobody may write to these any more.
  void follow(const Plan& plan);

  // The plan that was followed last has the thing.
  [[nodiscard]] telemetry::ConnectionProbe& of(ConnectionId id) const {
    return *connections_.at(id);
  }
  [[nodiscard]] telemetry::SourceProbe& of(SourceId id) const { return *sources_.at(id); }
  [[nodiscard]] telemetry::ReturnProbe& of(ReturnId id) const { return *returns_.at(id); }
  [[nodiscard]] telemetry::SinkProbe& of(SinkId id, std::size_t shard) const {
    return *sinks_.at({id, shard});
  }

  [[nodiscard]] const telemetry::Probes& all() const noexcept { return all_; }

 private:
  template <class Key, class Probe>
  using Places = std::map<Key, typename std::list<Probe>::iterator>;

  std::size_t shards_;
  telemetry::Probes all_;
  Places<ConnectionId, telemetry::ConnectionProbe> connections_;
  Places<std::pair<SinkId, std::size_t>, telemetry::SinkProbe> sinks_;
  Places<SourceId, telemetry::SourceProbe> sources_;
  Places<ReturnId, telemetry::ReturnProbe> returns_;
};

}  // namespace sluice::app
