#pragma once

#include <deque>
#include <functional>

namespace sluice::relay {

/// One who reads events from somewhere for the relay.
class Reader {
 public:
  /// It is this reader's turn: it should ask may_read() again, soon. Not from within a call of its
  /// own.
  virtual void on_turn() noexcept = 0;

 protected:
  ~Reader() = default;
};

/// Shares out the reading among the readers of one shard while an outbox whose policy is `block`
/// has no room for all: whoever waits longest reads next, one bounded read at a time. While nobody
/// waits, everybody reads as he likes.
class ReadingTurns {
 public:
  /// `wanted` says whether events are wanted now.
  explicit ReadingTurns(std::function<bool()> wanted) : wanted_(std::move(wanted)) {}

  /// Whether the reader may read once now. When not, on_turn() will follow: until then it leaves
  /// what there is to read where it is.
  [[nodiscard]] bool may_read(Reader& reader);

  /// The reader has read once.
  void has_read(Reader& reader);

  /// The reader reads no more.
  void leave(Reader& reader);

  /// Events are wanted again.
  void on_wanted() { wake_next(); }

 private:
  void wake_next();

  std::function<bool()> wanted_;
  std::deque<Reader*> waiting_;
  Reader* on_turn_ = nullptr;  ///< was told that it is its turn, and has not read yet
};

}  // namespace sluice::relay
