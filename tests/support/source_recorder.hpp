#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "gateway/core/source.hpp"

namespace sluice::connectors {

/// A message as it came, with bytes of its own.
struct Received {
  Ticket ticket;
  std::string topic;
  std::string key;
  std::string payload;
  std::vector<std::pair<std::string, std::string>> headers;
  WallTime published_at;
};

/// Stands where the return path stands. Remembers the messages, and each breach of the contract in
/// core/source.hpp.
struct SourceRecorder final : MessageListener {
  std::vector<Received> messages;
  std::vector<std::uint64_t> withdrawn;
  /// What the test does with a message, from within on_message.
  std::function<void(const Received&)> on_each = [](const Received&) {};
  std::set<std::uint64_t> open;  ///< neither settled nor withdrawn
  std::vector<std::string> breaches;

  void on_message(const Message& message, Ticket ticket) noexcept override {
    note("on_message");
    if (is_quiet_) breaches.emplace_back("on_message after `quiet`");
    if (!open.insert(ticket.sequence).second) breaches.emplace_back("a ticket that is in use");
    auto& received = messages.emplace_back(Received{ticket,
                                                    std::string{message.topic},
                                                    std::string{message.key},
                                                    std::string{message.payload},
                                                    {},
                                                    message.published_at});
    for (const Header& header : message.headers) {
      received.headers.emplace_back(header.name, header.value);
    }
    on_each(received);
  }
  void on_withdrawn(Ticket ticket) noexcept override {
    note("on_withdrawn");
    if (open.erase(ticket.sequence) == 0) breaches.emplace_back("on_withdrawn after settle()");
    withdrawn.push_back(ticket.sequence);
  }

  [[nodiscard]] std::vector<std::string> payloads() const {
    std::vector<std::string> all;
    for (const Received& received : messages) all.push_back(received.payload);
    return all;
  }

 private:
  friend class WatchedSource;

  void note(const std::string& call) {
    if (std::this_thread::get_id() != thread_) breaches.push_back(call + " on another thread");
    if (inside_ != nullptr) breaches.push_back(call + " from within " + inside_);
    if (is_closed_) breaches.push_back(call + " after `closed`");
    if (!source_lives_) breaches.push_back(call + " after the source was destroyed");
  }
  void note_once(const std::string& callback, bool& called) {
    note(callback);
    if (std::exchange(called, true)) breaches.push_back(callback + " twice");
  }

  std::thread::id thread_ = std::this_thread::get_id();
  const char* inside_ = nullptr;  ///< the call to the source that runs now
  bool is_quiet_ = false;
  bool is_closed_ = false;
  bool source_lives_ = false;
};

/// A source whose calls the recorder knows of.
class WatchedSource final : public Source {
 public:
  WatchedSource(std::unique_ptr<Source> source, SourceRecorder& recorder)
      : recorder_(recorder), source_(std::move(source)) {
    recorder_.open.clear();
    recorder_.is_quiet_ = recorder_.is_closed_ = false;
    recorder_.source_lives_ = true;
  }
  ~WatchedSource() override {
    source_.reset();
    recorder_.source_lives_ = false;
  }

  void pause() noexcept override {
    const Inside inside{recorder_, "pause()"};
    source_->pause();
  }
  void resume() noexcept override {
    const Inside inside{recorder_, "resume()"};
    source_->resume();
  }
  void hold(Ticket ticket, std::size_t holder) noexcept override {
    const Inside inside{recorder_, "hold()"};
    source_->hold(ticket, holder);
  }
  void release(std::size_t holder) noexcept override {
    const Inside inside{recorder_, "release()"};
    source_->release(holder);
  }
  void settle(Ticket ticket) noexcept override {
    const Inside inside{recorder_, "settle()"};
    recorder_.open.erase(ticket.sequence);
    source_->settle(ticket);
  }
  void stop(std::function<void()> quiet) noexcept override {
    const Inside inside{recorder_, "stop()"};
    source_->stop([&recorder = recorder_, quiet = std::move(quiet)] {
      recorder.note_once("quiet", recorder.is_quiet_);
      quiet();
    });
  }
  void close(Time deadline, std::function<void()> closed) noexcept override {
    const Inside inside{recorder_, "close()"};
    source_->close(deadline, [&recorder = recorder_, closed = std::move(closed)] {
      if (!recorder.is_quiet_) recorder.breaches.emplace_back("closed before quiet");
      recorder.note_once("closed", recorder.is_closed_);
      closed();
    });
  }

 private:
  /// A call to the source, which may come from within on_message.
  class Inside {
   public:
    Inside(SourceRecorder& recorder, const char* call)
        : recorder_(recorder), outer_(std::exchange(recorder.inside_, call)) {}
    ~Inside() { recorder_.inside_ = outer_; }
    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;

   private:
    SourceRecorder& recorder_;
    const char* outer_;
  };

  SourceRecorder& recorder_;
  std::unique_ptr<Source> source_;
};

}  // namespace sluice::connectors
