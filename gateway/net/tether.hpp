#pragma once

#include <cstddef>
#include <vector>

namespace sluice::net {

class Tether;

/// The coroutines that use one object. A coroutine cannot be destroyed while one of its operations
/// is pending, so it may outlive the object that started it; it must then not use that object any
/// more. The object owns this. Used on one thread, like its tethers.
class Tethers {
 public:
  Tethers() = default;
  Tethers(const Tethers&) = delete;
  Tethers& operator=(const Tethers&) = delete;
  ~Tethers() { cut(); }

  /// Releases all coroutines and calls their on_cut(): from now on `Tether::holds()` is false.
  void cut() noexcept;
  [[nodiscard]] std::size_t size() const noexcept { return held_.size(); }

 private:
  friend class Tether;
  std::vector<Tether*> held_;
};

/// Lives in the frame of a coroutine that uses an object it does not own. After every co_await the
/// coroutine must check `holds()` before it uses that object. Either side may be destroyed first.
class Tether {
 public:
  explicit Tether(Tethers& tethers);
  Tether(const Tether&) = delete;
  Tether& operator=(const Tether&) = delete;
  virtual ~Tether();

  [[nodiscard]] bool holds() const noexcept { return tethers_ != nullptr; }

 protected:
  /// The object is about to be destroyed: end the pending operation, so that the coroutine returns.
  virtual void on_cut() noexcept {}

 private:
  friend class Tethers;
  Tethers* tethers_;
};

}  // namespace sluice::net
