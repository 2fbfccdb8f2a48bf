#pragma once

#include <cstddef>
#include <list>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gateway/app/plan/plan.hpp"
#include "gateway/app/probes.hpp"

namespace sluice::app {

/// The probes of the things that plans name. Changed on the main thread, where the exporter reads
/// them too, while no shard asks for one; each probe is written by its shard. A probe stays where
/// it is, and counts on, for as long as plans name its thing.
class ProbeRegister {
 public:
  /// Each shard has an instance of each sink, with probes of its own.
  explicit ProbeRegister(std::size_t shards);
  ProbeRegister(const ProbeRegister&) = delete;
  ProbeRegister& operator=(const ProbeRegister&) = delete;

  /// Makes probes for the things that `plan` has and no plan before had.
  void add(const Plan& plan);
  /// Makes one more probe for each of these connections of `plan`, unless it has two: a connection
  /// that takes over from one that runs has the other probe.
  void add_second(const Plan& plan, const std::set<std::string>& connections);
  /// Ends the probes of things that `plan` does not have: nobody may write to these any more.
  void keep_only(const Plan& plan);

  [[nodiscard]] net::ShardProbe& shard(std::size_t index) const { return *shard_probes_[index]; }

  [[nodiscard]] ReloadProbe& reloads() noexcept { return all_.reloads; }
  [[nodiscard]] net::AdminProbe& admin() noexcept { return all_.admin; }

  [[nodiscard]] tap::TapProbe& taps() noexcept { return all_.taps; }

  /// Shows the certificates of the plan that runs.
  void show_certificates(const Plan& plan) { all_.certificates = plan.config().certificates; }

  // A plan that was added has the thing.
  [[nodiscard]] channels::ConnectionProbe& of(ConnectionId id) const {
    return *connections_.at(id);
  }
  /// The other one of two; add_second() made them.
  [[nodiscard]] channels::ConnectionProbe& beside(ConnectionId id,
                                                  const channels::ConnectionProbe& one) const {
    auto& first = *connections_.at(id);
    return &first == &one ? *second_connections_.at(id) : first;
  }
  [[nodiscard]] returns::ReturnProbe& of(ReturnId id) const { return *returns_.at(id); }
  [[nodiscard]] connectors::SourceProbe& source(SourceId id) const { return *sources_.at(id); }
  [[nodiscard]] returns::PathProbe& path(SourceId id) const { return *paths_.at(id); }
  [[nodiscard]] journal::InboxProbe& inbox(SourceId id) const { return *inboxes_.at(id); }
  [[nodiscard]] connectors::SinkProbe& sink(SinkId id, std::size_t shard) const {
    return *sinks_.at({id, shard});
  }
  [[nodiscard]] relay::OutboxProbe& outbox(SinkId id, std::size_t shard) const {
    return *outboxes_.at({id, shard});
  }
  [[nodiscard]] TableProbe& table(SinkId id, std::size_t shard) const {
    return *tables_.at({id, shard});
  }
  [[nodiscard]] journal::JournalProbe& journal(SinkId id, std::size_t shard) const {
    return *journals_.at({id, shard});
  }

  [[nodiscard]] const Probes& all() const noexcept { return all_; }

 private:
  template <class Key, class Probe>
  using Places = std::map<Key, typename std::list<Probe>::iterator>;
  using OnShard = std::pair<SinkId, std::size_t>;

  template <class Step>
  void for_each_kind(const Plan& plan, Step step);

  std::size_t shards_;
  Probes all_;
  std::vector<net::ShardProbe*> shard_probes_;
  Places<ConnectionId, channels::ConnectionProbe> connections_;
  Places<ConnectionId, channels::ConnectionProbe> second_connections_;
  Places<OnShard, relay::OutboxProbe> outboxes_;
  Places<OnShard, connectors::SinkProbe> sinks_;
  Places<OnShard, TableProbe> tables_;
  Places<OnShard, journal::JournalProbe> journals_;
  Places<SourceId, connectors::SourceProbe> sources_;
  Places<SourceId, returns::PathProbe> paths_;
  Places<SourceId, journal::InboxProbe> inboxes_;
  Places<ReturnId, returns::ReturnProbe> returns_;
};

}  // namespace sluice::app
