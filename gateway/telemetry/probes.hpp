#pragma once

#include <array>
#include <cstddef>
#include <list>
#include <string>

#include "gateway/core/delivery.hpp"
#include "gateway/core/event.hpp"
#include "gateway/core/return_event.hpp"
#include "gateway/telemetry/auth_result.hpp"
#include "gateway/telemetry/connection_state.hpp"
#include "gateway/telemetry/counter.hpp"
#include "gateway/telemetry/drop_reason.hpp"
#include "gateway/telemetry/loss_reason.hpp"
#include "gateway/telemetry/undecryptable_reason.hpp"

namespace sluice::telemetry {

/// What one connection counts. Written by its shard's thread only.
struct ConnectionProbe {
  std::string connection;

  std::array<Gauge, enum_count<ConnectionState>> state;
  std::array<Gauge, enum_count<SubscriptionState>> subscriptions;
  std::array<Gauge, enum_count<SigninState>> signin;
  std::array<Counter, enum_count<LossReason>> losses;
  std::array<Counter, enum_count<EventKind>> events;  ///< received; none that are the gateway's own
  std::array<Counter, enum_count<GapReason>> gaps;    ///< those that are over
  Counter gap_ms;                                     ///< how long these were
  std::array<Counter, enum_count<EventKind>> unrouted;  ///< events that no route matched
  Counter malformed_frames;  ///< text frames that are not a protocol 7 message
  Counter ignored_frames;    ///< binary frames, events for unknown channels, no news
  Counter server_errors;     ///< pusher:error events
  Counter received_bytes;
  std::array<Counter, enum_count<AuthResult>> auth;
  Histogram auth_seconds;
  Gauge presence_members;
  Gauge presence_incomplete;   ///< subscribed presence channels not all of whose members are known
  Counter oversized_messages;  ///< WebSocket messages larger than max_message, skipped
  std::array<Counter, enum_count<UndecryptableReason>> undecryptable;

  void enter(ConnectionState now) noexcept;
};

/// What one shard's instance of a sink, and the outbox in front of it, count. Written by the
/// shard's thread only; the exporter sums the instances of one sink.
struct SinkProbe {
  std::string sink;

  std::array<Counter, enum_count<Outcome>> settled;
  std::array<Counter, enum_count<DropReason>> dropped;
  Counter offered;
  Gauge outbox_records;
  Gauge outbox_bytes;
  Gauge outbox_max_records;  ///< when it is full, by records
  Gauge outbox_max_bytes;    ///< and by bytes
  Gauge outbox_memory;       ///< bytes of the blocks that hold records, and their gaps
  Gauge outbox_max_memory;
  Gauge in_flight;
  Histogram delivery_seconds;  ///< offer to outcome
  Gauge up;                    ///< 1 while the broker is reachable
  Counter errors;              ///< errors the client library reported
  std::string last_error;      ///< the last of them, for the status; the shard's thread only

  Gauge tables_unread;  ///< 1 until the rows of the sink's tables were read, where it has some
  Counter table_rows_removed;  ///< of members who had left before the start

  // Of the outbox's journal, where it has one. Those from `journal_bytes` on are written by the
  // journal's thread.
  Counter recovered;                ///< records that the journal had at the start
  Counter journal_lost;             ///< records that it had and that could not be read
  Gauge journal_failed;             ///< 1 since the disk failed: records are in memory only
  Gauge journal_bytes;              ///< of its files
  Counter journal_written;          ///< records
  Histogram journal_write_seconds;  ///< from the end of a turn until its records are written
  Histogram journal_sync_seconds;   ///< and until they would survive a power cut
};

/// What one source counts. Written by its shard's thread only.
struct SourceProbe {
  std::string source;

  Gauge up;       ///< 1 while the broker is reachable
  Gauge paused;   ///< 1 while it is asked for no more messages
  Gauge pending;  ///< messages received and not settled
  Gauge lag{-1};  ///< messages the broker has and has not given us yet; -1: not known
  Counter received;
  Counter unmatched;  ///< messages that no return takes
  Counter errors;     ///< errors the client library reported
};

/// What one return counts. Written by the thread of its source's shard only.
struct ReturnProbe {
  std::string name;

  Counter received;      ///< messages it took
  Counter sent;          ///< events published
  Counter retries;       ///< events sent once more, after a refusal or a lost connection
  Counter throttled_ms;  ///< time that events waited for nothing but the rate limit
  std::array<Counter, enum_count<ReturnLoss>> dropped;
  std::array<Counter, enum_count<ReturnLoss>> dead_lettered;
  Gauge pending;      ///< messages taken that have no outcome yet
  Histogram seconds;  ///< arrival of the message to its outcome
};

/// All probes of the process. A probe may come or go while others are written: each stays where it
/// is.
struct Probes {
  std::list<ConnectionProbe> connections;
  std::list<SinkProbe> sinks;
  std::list<SourceProbe> sources;
  std::list<ReturnProbe> returns;
};

}  // namespace sluice::telemetry
