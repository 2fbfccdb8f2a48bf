#pragma once

#include <functional>
#include <memory>
#include <string>

#include "gateway/core/loop.hpp"

namespace sluice::connectors {

/// Writes texts to a descriptor on a thread of its own: the loop never waits for the reader.
class TextWriter {
 public:
  /// Receives the error of each write, 0 when there was none; on the loop's thread.
  using Written = std::function<void(int error)>;

  /// The caller owns `descriptor`, which stays open for as long as the process may write to it.
  TextWriter(Loop& loop, int descriptor, Written written);
  /// Nothing is reported any more. A thread that hangs in a write is left behind: it ends when the
  /// text is written, or with the process.
  ~TextWriter();
  TextWriter(const TextWriter&) = delete;
  TextWriter& operator=(const TextWriter&) = delete;

  /// Must be called only after the text before it was reported.
  void write(std::string text);

 private:
  struct Shared;

  static void run(const std::shared_ptr<Shared>& shared);

  std::shared_ptr<Shared> shared_;
};

}  // namespace sluice::connectors
