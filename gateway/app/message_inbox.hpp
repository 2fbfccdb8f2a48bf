#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "gateway/app/message_frame.hpp"
#include "gateway/app/probed_progress.hpp"
#include "gateway/core/inbox.hpp"
#include "gateway/journal/direct_journal.hpp"
#include "gateway/journal/journal_probe.hpp"
#include "gateway/journal/spares.hpp"

namespace sluice::app {

/// An inbox in a journal of its own.
class MessageInbox final : public Inbox {
 public:
  /// The journal as it was opened.
  struct Opened {
    std::unique_ptr<journal::Spares> spares;  ///< of this journal only
    std::unique_ptr<journal::Store> store;
    std::vector<std::pair<Number, std::vector<char>>> frames;  ///< the unsettled ones, in order
  };

  /// `probe` outlives it. `on_failed` is called once, on any thread, when the disk
  /// fails.
  MessageInbox(Opened opened, journal::DirectJournal::Settings settings, journal::InboxProbe& probe,
               std::function<void()> on_failed);

  [[nodiscard]] Kept keep(const Message& message) noexcept override;
  void take_back(Number number) noexcept override;
  [[nodiscard]] std::optional<Recovered> next_recovered() noexcept override;
  [[nodiscard]] bool has_recovered() const noexcept override { return !waiting_.empty(); }
  void settle(Number number) noexcept override;
  [[nodiscard]] bool has_room() const noexcept override;

 private:
  std::unique_ptr<journal::Spares> spares_;
  const std::uint64_t max_bytes_;
  journal::InboxProbe& probe_;
  std::deque<Number> waiting_;  ///< recovered, and not handed on
  std::unordered_map<Number, FramedMessage> recovered_;
  ProbedProgress progress_;
  journal::DirectJournal journal_;
};

}  // namespace sluice::app
