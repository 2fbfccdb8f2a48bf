#include "tests/support/poll_loop.hpp"

#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <stdexcept>

namespace sluice::test {

namespace {

using AddressList = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

AddressList addresses_of(const std::string& host, std::uint16_t port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &list);
  return {list, &::freeaddrinfo};
}

}  // namespace

class PollLoop::Watch final : public Loop::Registration {
 public:
  Watch(PollLoop& loop, std::uint64_t id) : loop_(loop), id_(id) {}
  ~Watch() override { loop_.watched_.erase(id_); }

 private:
  PollLoop& loop_;
  std::uint64_t id_;
};

class PollLoop::Delay final : public Loop::Registration {
 public:
  Delay(PollLoop& loop, std::uint64_t id) : loop_(loop), id_(id) {}
  ~Delay() override { loop_.timers_.erase(id_); }

 private:
  PollLoop& loop_;
  std::uint64_t id_;
};

PollLoop::PollLoop() : wake_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  if (wake_ < 0) throw std::runtime_error("eventfd");
}

PollLoop::~PollLoop() {
  ::close(wake_);
}

void PollLoop::post(Task task) {
  {
    const std::lock_guard guard(posted_lock_);
    posted_.push_back(std::move(task));
  }
  ::eventfd_write(wake_, 1);
}

Loop::Handle PollLoop::watch(int descriptor, Task task) {
  const std::uint64_t id = next_id_++;
  watched_.emplace(id, Watched{descriptor, std::move(task)});
  return std::make_unique<Watch>(*this, id);
}

Loop::Handle PollLoop::after(Duration delay, Task task) {
  const std::uint64_t id = next_id_++;
  timers_.emplace(id, Timer{now() + delay, std::move(task)});
  return std::make_unique<Delay>(*this, id);
}

Loop::Handle PollLoop::connect(std::string host, std::uint16_t port, Duration, Connected done) {
  const auto found = addresses_of(host, port);
  Result<int> result = Error{"lookup: not found"};
  for (const auto* one = found.get(); one != nullptr && !result; one = one->ai_next) {
    const int descriptor = ::socket(one->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::connect(descriptor, one->ai_addr, one->ai_addrlen) == 0) {
      ::fcntl(descriptor, F_SETFL, O_NONBLOCK);
      result = descriptor;
    } else {
      result = Error{std::string{"connect: "} + std::strerror(errno)};
      ::close(descriptor);
    }
  }
  return after(Duration(0), [result, done = std::move(done)] { done(result); });
}

bool PollLoop::run_until(const std::function<bool()>& done, std::chrono::milliseconds deadline) {
  const Time end = now() + deadline;
  while (!done()) {
    if (now() >= end) return false;
    turn(end);
  }
  return true;
}

void PollLoop::turn(Time until) {
  std::vector<pollfd> descriptors{{wake_, POLLIN, 0}};
  std::vector<std::uint64_t> ids{0};
  for (const auto& [id, watched] : watched_) {
    descriptors.push_back({watched.descriptor, POLLIN, 0});
    ids.push_back(id);
  }
  for (const auto& [id, timer] : timers_) until = std::min(until, timer.due);
  const auto wait = std::chrono::ceil<std::chrono::milliseconds>(until - now());
  ::poll(descriptors.data(), descriptors.size(),
         static_cast<int>(std::max<std::int64_t>(0, wait.count())));
  if (descriptors[0].revents != 0) run_posted();
  for (std::size_t i = 1; i < ids.size(); ++i) {
    if (descriptors[i].revents == 0) continue;
    // Looked up again: an earlier task may have ended this watch.
    const auto watched = watched_.find(ids[i]);
    if (watched == watched_.end()) continue;
    const Task task = watched->second.task;
    task();
  }
  run_timers();
}

void PollLoop::run_posted() {
  eventfd_t count = 0;
  ::eventfd_read(wake_, &count);
  std::vector<Task> tasks;
  {
    const std::lock_guard guard(posted_lock_);
    tasks.swap(posted_);
  }
  for (const Task& task : tasks) task();
}

void PollLoop::run_timers() {
  const Time time = now();
  std::vector<std::uint64_t> due;
  for (const auto& [id, timer] : timers_) {
    if (timer.due <= time) due.push_back(id);
  }
  for (const std::uint64_t id : due) {
    const auto timer = timers_.find(id);
    if (timer == timers_.end()) continue;
    const Task task = std::move(timer->second.task);
    timers_.erase(timer);
    task();
  }
}

}  // namespace sluice::test
