#pragma once

#include <cstdint>
#include <optional>

#include "gateway/core/message.hpp"

namespace sluice {

/// Keeps the messages of one source on disk until they are settled. For a broker that forgets a
/// message when it is acknowledged, and wants that acknowledged at once.
class Inbox {
 public:
  /// Of a message that it keeps; counts up from 1.
  using Number = std::uint64_t;

  enum class Answer : std::uint8_t {
    kept,      ///< the message survives the end of the process
    not_kept,  ///< it is too long, or the disk has failed: it is in memory only
    full,      ///< there is no room now: the broker has to keep it, and all that follow
  };
  struct Kept {
    Answer answer{};
    Number number{};  ///< 0: not kept
  };
  /// Its views are valid until it is settled.
  struct Recovered {
    Message message;
    Number number{};
  };

  virtual ~Inbox() = default;

  /// May be called on any thread, by one at a time. Waits for a write, and for no sync.
  [[nodiscard]] virtual Kept keep(const Message& message) noexcept = 0;

  /// On the same thread: what was just kept is left to the broker after all.
  virtual void take_back(Number number) noexcept = 0;

  // The rest on the shard's thread only; nothing waits.

  /// The next unsettled message of earlier processes, in order; all of them come before any new
  /// one. Empty when there is no more.
  [[nodiscard]] virtual std::optional<Recovered> next_recovered() noexcept = 0;
  [[nodiscard]] virtual bool has_recovered() const noexcept = 0;

  /// The message is not needed any more.
  virtual void settle(Number number) noexcept = 0;

  /// Whether it is worth to try again after `full`.
  [[nodiscard]] virtual bool has_room() const noexcept = 0;
};

}  // namespace sluice
