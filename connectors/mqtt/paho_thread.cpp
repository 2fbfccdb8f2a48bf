#include "connectors/mqtt/paho_thread.hpp"

#include <mqtt/async_client.h>
#include <openssl/ssl.h>

#include <utility>

#include "connectors/errand.hpp"

namespace sluice::connectors {

PahoThread& PahoThread::of_process() {
  static PahoThread thread;
  return thread;
}

PahoThread::PahoThread() : queue_(std::make_shared<Queue>()) {
  // OpenSSL cleans up at process exit. Started before this object, it cleans up after it.
  OPENSSL_init_ssl(0, nullptr);
  thread_ = std::thread([queue = queue_] { run(*queue); });
}

PahoThread::~PahoThread() {
  std::unique_lock guard(queue_->lock);
  queue_->closed = true;
  queue_->changed.notify_all();
  const bool ended =
      queue_->changed.wait_until(guard, last_moment(), [this] { return queue_->ended; });
  guard.unlock();
  if (ended) {
    thread_.join();
  } else {
    thread_.detach();
  }
}

void PahoThread::post(Task task) {
  const std::lock_guard guard(queue_->lock);
  if (queue_->closed) return;
  queue_->waiting.push_back(std::move(task));
  if (queue_->waiting.size() == 1) queue_->changed.notify_all();
}

void PahoThread::run(Queue& queue) {
  {
    // Paho stops its threads, and waits for them, when the last client goes; and a client made
    // meanwhile may find them stopped. One client that never connects keeps both from happening.
    const mqtt::async_client anchor("tcp://127.0.0.1:1", "sluice");
    std::unique_lock guard(queue.lock);
    for (;;) {
      queue.changed.wait(guard, [&] { return queue.closed || !queue.waiting.empty(); });
      if (queue.waiting.empty()) break;
      std::vector<Task> batch = std::exchange(queue.waiting, {});
      guard.unlock();
      for (Task& task : batch) std::exchange(task, nullptr)();
      guard.lock();
    }
  }
  const std::lock_guard guard(queue.lock);
  queue.ended = true;
  queue.changed.notify_all();
}

}  // namespace sluice::connectors
