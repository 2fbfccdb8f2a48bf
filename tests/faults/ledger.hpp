#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

// Sent against arrived: pure, so that what a fault scenario concludes has a unit test.
namespace sluice::test {

struct SentEvent {
  std::string channel;
  int number;
  auto operator<=>(const SentEvent&) const = default;
};

/// The events of a session that a kill, a stop or the network ended, as places in the order of
/// sending.
struct KilledRun {
  std::size_t begin;
  std::size_t end;      ///< where the next session's begin
  std::size_t written;  ///< so many of them were in the journal, or read by a gateway that lives on
};

/// The events that one of several gateways has for certain, as places in the order of sending.
struct Share {
  std::size_t begin;
  std::size_t end;
};

/// What none of them has for certain; of such events only those before an arrival were received.
[[nodiscard]] std::vector<KilledRun> outside(std::vector<Share> shares, std::size_t sent);

struct Ledger {
  std::vector<SentEvent> sent;  ///< in the order of sending
  std::vector<KilledRun> kills;
  std::set<SentEvent> refused;  ///< the broker takes none of these
  std::set<SentEvent> damaged;  ///< nobody can read their records in the journal any more
};

struct Account {
  std::size_t sent = 0;
  /// Without damaged events, and without the end of a session that was broken off: nobody promises
  /// what the gateway had not read, or had not written when it was killed.
  std::size_t received = 0;
  std::size_t delivered = 0;  ///< each event once
  std::size_t refused = 0;    ///< received, and not for this broker
  std::size_t duplicates = 0;
  std::size_t lost = 0;
  std::size_t inversions = 0;  ///< first arrivals behind a later number of their channel
};

/// `arrivals` are the numbers of each channel in their order, first arrivals and repetitions.
/// Throws std::runtime_error for an arrival that nobody sent, or of an event whose record is
/// refused or damaged.
[[nodiscard]] Account account_of(const Ledger& ledger,
                                 const std::map<std::string, std::vector<int>>& arrivals);

}  // namespace sluice::test
