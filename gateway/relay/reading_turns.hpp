#pragma once

#include <deque>
#include <functional>

namespace sluice::relay {

/// A reader of events for the relay.
class Reader {
 public:
  /// It is this reader's turn: it should call may_read() again, soon, but not from within this
  /// call.
  virtual void on_turn() noexcept = 0;

 protected:
  ~Reader() = default;
};

/// Shares the reading among the readers of one shard while an outbox with the policy `block` has no
/// room for all. The reader that has waited longest reads next, one bounded read at a time. While
/// no reader waits, all read freely.
class ReadingTurns {
 public:
  /// `wanted` returns whether the outboxes want events now.
  explicit ReadingTurns(std::function<bool()> wanted) : wanted_(std::move(wanted)) {}

  /// Whether the reader may read once now. If not, on_turn() will follow; until then the reader
  /// must read nothing.
  [[nodiscard]] bool may_read(Reader& reader);

  /// The reader has finished its one read.
  void has_read(Reader& reader);

  /// The reader will not read any more.
  void leave(Reader& reader);

  /// The outboxes want events again.
  void on_wanted() { wake_next(); }

 private:
  void wake_next();

  std::function<bool()> wanted_;
  std::deque<Reader*> waiting_;
  Reader* on_turn_ = nullptr;  ///< on_turn() was called, and it has not read yet
};

}  // namespace sluice::relay
