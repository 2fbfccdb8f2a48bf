#include "gateway/net/shard.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <ctime>
#include <memory>
#include <random>
#include <utility>

#include "gateway/net/turn_meter.hpp"
#include "gateway/net/websocket_frames.hpp"

namespace sluice::net {
namespace asio = boost::asio;

namespace {

/// A handler may already be queued when its registration is destroyed. Handler and registration
/// share this object, and the first to go clears the other's pointer.
template <class Owner>
struct Tie {
  Owner* owner;
};

class Watch final : public Loop::Registration {
 public:
  Watch(asio::io_context& io, int descriptor, Loop::Task task)
      : descriptor_(io, descriptor), task_(std::move(task)) {
    wait();
  }
  ~Watch() override {
    if (tie_ != nullptr) tie_->owner = nullptr;
    descriptor_.release();  // the caller owns the descriptor; this also cancels the wait
  }

 private:
  void wait() {
    auto tie = std::make_unique<Tie<Watch>>(this);
    tie_ = tie.get();
    descriptor_.async_wait(asio::posix::stream_descriptor::wait_read,
                           [tie = std::move(tie)](auto error) {
                             if (Watch* self = tie->owner; self != nullptr) self->ready(error);
                           });
  }

  void ready(const boost::system::error_code& error) {
    tie_ = nullptr;
    if (error) return;
    wait();
    const auto task = task_;  // the task may end this registration
    task();
  }

  asio::posix::stream_descriptor descriptor_;
  Loop::Task task_;
  Tie<Watch>* tie_ = nullptr;
};

class Timer final : public Loop::Registration {
 public:
  Timer(asio::io_context& io, Duration delay, Loop::Task task)
      : timer_(io, delay), task_(std::move(task)) {
    auto tie = std::make_unique<Tie<Timer>>(this);
    tie_ = tie.get();
    timer_.async_wait([tie = std::move(tie)](auto error) {
      if (Timer* self = tie->owner; self != nullptr) self->fire(error);
    });
  }
  ~Timer() override {
    if (tie_ != nullptr) tie_->owner = nullptr;
  }

 private:
  void fire(const boost::system::error_code& error) {
    tie_ = nullptr;
    const auto task = std::move(task_);  // the task may end this registration
    if (!error) task();
  }

  asio::steady_timer timer_;
  Loop::Task task_;
  Tie<Timer>* tie_ = nullptr;
};

/// The loop runs handlers in the order in which they became ready: a handler that is posted now
/// runs after all ready ones.
class TurnEnd final : public Loop::Registration {
 public:
  TurnEnd(asio::io_context& io, Loop::Task task) : task_(std::move(task)) {
    auto tie = std::make_unique<Tie<TurnEnd>>(this);
    tie_ = tie.get();
    asio::post(io, [tie = std::move(tie)] {
      if (TurnEnd* self = tie->owner; self != nullptr) self->fire();
    });
  }
  ~TurnEnd() override {
    if (tie_ != nullptr) tie_->owner = nullptr;
  }

 private:
  void fire() {
    tie_ = nullptr;
    const auto task = std::move(task_);  // the task may end this registration
    task();
  }

  Loop::Task task_;
  Tie<TurnEnd>* tie_ = nullptr;
};

/// Of the calling thread.
std::chrono::nanoseconds processor_time() {
  timespec used{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
}

}  // namespace

Shard::Shard(std::size_t index, Time::duration connect_interval)
    : index_(index),
      work_(asio::make_work_guard(io_)),
      random_(std::random_device{}()),
      read_buffer_(64 * 1024 + FrameReader::padding),
      connect_interval_(connect_interval) {}

void Shard::run() {
  std::optional<TurnMeter> meter;
  if (probe_ != nullptr) meter.emplace(*probe_, now(), processor_time());
  runs_ = true;
  while (io_.run_one() > 0) {
    task_time_.reset();
    if (!meter) continue;
    const Time end = std::chrono::steady_clock::now();
    if (meter->is_due(end)) meter->measure(end, processor_time());
  }
  runs_ = false;
}

void Shard::stop() {
  io_.stop();
}

Loop::Handle Shard::at_turn_end(Task task) {
  return std::make_unique<TurnEnd>(io_, std::move(task));
}

Loop::Handle Shard::watch(int descriptor, Task task) {
  return std::make_unique<Watch>(io_, descriptor, std::move(task));
}

channels::ConnectPace& Shard::connect_pace(const std::string& authority) {
  return connect_paces_.try_emplace(authority, connect_interval_).first->second;
}

Loop::Handle Shard::after(Duration delay, Task task) {
  return std::make_unique<Timer>(io_, delay, std::move(task));
}

}  // namespace sluice::net
