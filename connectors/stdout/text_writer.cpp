#include "connectors/stdout/text_writer.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include "gateway/core/write_out.hpp"

namespace sluice::connectors {

/// The state that the loop's thread and the writer's thread share. Neither waits for the other.
struct TextWriter::Shared {
  int descriptor;
  Written written;  ///< the loop's thread only; none when closed

  std::mutex lock;
  std::condition_variable changed;
  Loop* loop;        ///< guarded by lock; null when closed
  std::string text;  ///< guarded by lock; empty when there is none to write
};

TextWriter::TextWriter(Loop& loop, int descriptor, Written written)
    : shared_(std::make_shared<Shared>()) {
  shared_->descriptor = descriptor;
  shared_->written = std::move(written);
  shared_->loop = &loop;
  std::thread([shared = shared_] { run(shared); }).detach();
}

TextWriter::~TextWriter() {
  shared_->written = nullptr;
  const std::lock_guard guard(shared_->lock);
  shared_->loop = nullptr;
  shared_->changed.notify_one();
}

void TextWriter::write(std::string text) {
  const std::lock_guard guard(shared_->lock);
  shared_->text = std::move(text);
  shared_->changed.notify_one();
}

void TextWriter::run(const std::shared_ptr<Shared>& shared) {
  std::unique_lock guard(shared->lock);
  for (;;) {
    shared->changed.wait(guard, [&] { return shared->loop == nullptr || !shared->text.empty(); });
    if (shared->loop == nullptr) return;
    const std::string text = std::exchange(shared->text, {});
    guard.unlock();
    const int error = write_out(shared->descriptor, text);
    guard.lock();
    if (shared->loop == nullptr) return;
    shared->loop->post([shared, error] {
      if (shared->written) shared->written(error);
    });
  }
}

}  // namespace sluice::connectors
