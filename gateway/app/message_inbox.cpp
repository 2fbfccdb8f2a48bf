#include "gateway/app/message_inbox.hpp"

namespace sluice::app {
namespace {

std::unordered_map<std::uint64_t, std::uint64_t> sizes_of(const MessageInbox::Opened& opened) {
  std::unordered_map<std::uint64_t, std::uint64_t> sizes;
  for (const auto& [number, frame] : opened.frames) sizes.emplace(number, frame.size());
  return sizes;
}

}  // namespace

MessageInbox::MessageInbox(Opened opened, journal::DirectJournal::Settings settings,
                           journal::InboxProbe& probe, std::function<void()> on_failed)
    : spares_(std::move(opened.spares)),
      max_bytes_(settings.max_bytes),
      probe_(probe),
      progress_(probe),
      journal_(std::move(opened.store), settings, sizes_of(opened), progress_,
               std::move(on_failed)) {
  probe_.recovered.add(opened.frames.size());
  for (auto& [number, frame] : opened.frames) {
    waiting_.push_back(number);
    recovered_.emplace(number, std::move(frame));
  }
}

Inbox::Kept MessageInbox::keep(const Message& message) noexcept {
  std::vector<char> frame = message_frame(message);
  if (frame.size() > journal_.frame_bytes_max()) return {.answer = Answer::not_kept, .number = 0};
  Number number = 0;
  const auto appended = journal_.append(frame, number);
  probe_.full.set(appended == journal::DirectJournal::Appended::full ? 1 : 0);
  switch (appended) {
    case journal::DirectJournal::Appended::written:
      return {.answer = Answer::kept, .number = number};
    case journal::DirectJournal::Appended::full:
      probe_.refused.add();
      return {.answer = Answer::full, .number = 0};
    case journal::DirectJournal::Appended::failed:
      break;
  }
  return {.answer = Answer::not_kept, .number = 0};
}

void MessageInbox::take_back(Number number) noexcept {
  probe_.refused.add();
  journal_.settle(number);
}

std::optional<Inbox::Recovered> MessageInbox::next_recovered() noexcept {
  if (waiting_.empty()) return {};
  const Number number = waiting_.front();
  waiting_.pop_front();
  return Recovered{.message = recovered_.at(number).view(), .number = number};
}

void MessageInbox::settle(Number number) noexcept {
  probe_.settled.add();
  recovered_.erase(number);
  journal_.settle(number);
}

/// With some to spare, so that the source does not leave again at once.
bool MessageInbox::has_room() const noexcept {
  const bool has_some = journal_.failed() || journal_.held_bytes() <= max_bytes_ / 2;
  if (has_some) probe_.full.set(0);
  return has_some;
}

}  // namespace sluice::app
