#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "connectors/broker_probes.hpp"
#include "gateway/core/enum.hpp"
#include "gateway/core/time.hpp"
#include "gateway/journal/journal_probe.hpp"
#include "gateway/relay/outbox_probe.hpp"
#include "gateway/returns/path_probe.hpp"

namespace sluice::app {

/// As the status shows times.
[[nodiscard]] constexpr std::int64_t whole_seconds(Duration time) noexcept {
  return std::chrono::floor<std::chrono::seconds>(time).count();
}

struct ErrorStatus {
  std::string text;
  Duration ago{};
};

struct JournalStatus {
  std::int64_t bytes = 0;
  bool full = false;    ///< the disk is: new records are in memory only
  bool failed = false;  ///< the disk has: so are all
};

/// A sink at one moment: whether its broker is reached, what is held for it and what was lost. At
/// first of one shard; join() makes one of all. Holds nothing secret.
struct SinkStatus {
  std::string name;
  std::string type;
  bool up = false;
  std::optional<Duration> state_for{};  ///< up or down; nothing where since the start
  std::int64_t records = 0;             ///< held, in memory and in the journal
  std::int64_t bytes = 0;
  std::optional<Duration> oldest{};  ///< how long the oldest of them has been held
  std::uint64_t delivered = 0;
  std::uint64_t rejected = 0;
  std::uint64_t dead_lettered = 0;
  std::array<std::uint64_t, enum_count<relay::DropReason>> dropped{};
  std::optional<JournalStatus> journal{};  ///< nothing where it has none
  std::optional<ErrorStatus> last_error{};
};

/// A source at one moment.
struct SourceStatus {
  std::string name;
  std::string type;
  bool up = false;
  std::optional<Duration> state_for{};  ///< up or down; nothing where since the start
  bool paused = false;
  bool blocked = false;  ///< by the outbox of its dead letters
  std::uint64_t received = 0;
  std::optional<Duration> message_ago{};  ///< how long ago the last one came
  std::int64_t pending = 0;
  std::optional<std::int64_t> lag{};  ///< nothing where it is not known
  std::optional<ErrorStatus> last_error{};
};

/// What one shard's instance of a sink counts.
struct SinkProbes {
  const connectors::SinkProbe& sink;
  const relay::OutboxProbe& outbox;
  const journal::JournalProbe* journal;  ///< null: it has none
};

/// On the shard's thread, which only copies; the JSON is made elsewhere.
[[nodiscard]] SinkStatus snapshot_of(const SinkProbes& probes, std::string type,
                                     std::optional<Time> oldest_since, Time now);
[[nodiscard]] SourceStatus snapshot_of(const connectors::SourceProbe& source,
                                       const returns::PathProbe& path, std::string type, Time now);

/// Adds what another shard has of the same sink. It is up while every shard reaches it; the last
/// error is the youngest.
void join(SinkStatus& sink, const SinkStatus& of_another_shard);

/// One sink or source as JSON; zeros are left out of the losses.
[[nodiscard]] std::string status_of(const SinkStatus& sink);
[[nodiscard]] std::string status_of(const SourceStatus& source);

}  // namespace sluice::app
