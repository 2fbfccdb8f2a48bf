#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gateway/core/loop.hpp"

namespace sluice::test {

/// A Loop that a test drives by hand: nothing runs and no time passes unless the test says so.
/// One thread only. Tasks may post, start timers and drop handles, their own included.
class ManualLoop final : public Loop {
 public:
  void post(Task task) override { posted_.push_back(std::move(task)); }

  [[nodiscard]] Handle at_turn_end(Task task) override {
    return after(Duration(0), std::move(task));
  }
  [[nodiscard]] Handle watch(int descriptor, Task task) override {
    return keep(watches_, descriptor, std::move(task));
  }

  [[nodiscard]] Handle after(Duration delay, Task task) override {
    return keep(timers_, now_ + delay, std::move(task));
  }

  /// Nobody listens anywhere.
  [[nodiscard]] Handle connect(std::string, std::uint16_t, Duration, Connected done) override {
    return after(Duration(0),
                 [done = std::move(done)] { done(Error{"connect: there is no network here"}); });
  }

  void rate_address(const std::string&, const std::string&, bool) override {}

  [[nodiscard]] Time now() const noexcept override { return now_; }

  /// Runs what was posted, and what that posts, until nothing is left.
  void run_posted() {
    while (!posted_.empty()) {
      const Task task = std::move(posted_.front());
      posted_.pop_front();
      task();
    }
  }

  /// Lets time pass: each timer due by then runs at its own time, in order, and then what it
  /// posted.
  void advance(Duration step) {
    const Time until = now_ + step;
    run_posted();
    while (!timers_.empty() && timers_.begin()->first.first <= until) {
      auto timer = timers_.extract(timers_.begin());
      now_ = timer.key().first;
      timer.mapped()();
      run_posted();
    }
    now_ = until;
  }

  /// Says that `descriptor` can be read: each of its watchers runs once.
  void make_readable(int descriptor) {
    for (auto at = watches_.lower_bound({descriptor, 0});
         at != watches_.end() && at->first.first == descriptor;) {
      const auto key = at->first;
      const Task task = at->second;
      task();
      at = watches_.upper_bound(key);
    }
    run_posted();
  }

  /// The same of every descriptor, as after poll(2) with a task that finds nothing.
  void make_all_readable() {
    std::set<int> descriptors;
    for (const auto& [key, task] : watches_) descriptors.insert(key.first);
    for (const int descriptor : descriptors) make_readable(descriptor);
  }

  [[nodiscard]] std::size_t timers() const noexcept { return timers_.size(); }
  [[nodiscard]] std::size_t watches() const noexcept { return watches_.size(); }

 private:
  /// By descriptor or due time, and then in the order of asking.
  template <class Key>
  using Tasks = std::map<std::pair<Key, std::uint64_t>, Task>;

  template <class Key>
  struct Entry final : Registration {
    Entry(Tasks<Key>& owner, std::pair<Key, std::uint64_t> at) : tasks(owner), key(at) {}
    ~Entry() override { tasks.erase(key); }

    Tasks<Key>& tasks;
    std::pair<Key, std::uint64_t> key;
  };

  template <class Key>
  Handle keep(Tasks<Key>& tasks, Key key, Task task) {
    const std::pair<Key, std::uint64_t> at{key, ++asked_};
    tasks.emplace(at, std::move(task));
    return std::make_unique<Entry<Key>>(tasks, at);
  }

  Time now_{std::chrono::hours{1}};
  std::uint64_t asked_ = 0;
  std::deque<Task> posted_;
  Tasks<Time> timers_;
  Tasks<int> watches_;
};

}  // namespace sluice::test
