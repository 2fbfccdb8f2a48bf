#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace sluice::connectors {

/// The one thread of the process that calls into Paho. Paho holds one lock for all its clients,
/// even while it waits, and no thread with other work may wait for that lock.
///
/// Tasks run in the order of posting, all that wait in one batch. A task that is posted once the
/// process ends does not run.
class PahoThread {
 public:
  using Task = std::function<void()>;

  /// Started by the first call.
  static PahoThread& of_process();

  PahoThread(const PahoThread&) = delete;
  PahoThread& operator=(const PahoThread&) = delete;

  /// From any thread.
  void post(Task task);

 private:
  /// Shared with the thread, which may outlive the process's last use of this.
  struct Queue {
    std::mutex lock;
    std::condition_variable changed;
    std::vector<Task> waiting;
    bool closed = false;
    bool ended = false;
  };

  PahoThread();
  ~PahoThread();
  static void run(Queue& queue);

  std::shared_ptr<Queue> queue_;
  std::thread thread_;
};

}  // namespace sluice::connectors
