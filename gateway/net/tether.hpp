#pragma once

#include <cstddef>
#include <vector>

namespace sluice::net {

class Tether;

/// The coroutines that use one object. A coroutine cannot be destroyed while an operation of its is
/// pending, so it may outlive the object that started it; it must then touch that object no more.
/// Held by the object; on one thread with its tethers.
class Tethers {
 public:
  Tethers() = default;
  Tethers(const Tethers&) = delete;
  Tethers& operator=(const Tethers&) = delete;
  ~Tethers() { cut(); }

  /// Lets go of all, telling each: from here on `Tether::holds()` is false.
  void cut() noexcept;
  [[nodiscard]] std::size_t size() const noexcept { return held_.size(); }

 private:
  friend class Tether;
  std::vector<Tether*> held_;
};

/// Held in the frame of a coroutine that uses an object it does not own. After every co_await it
/// asks `holds()` before it touches that object. Either end may die first.
class Tether {
 public:
  explicit Tether(Tethers& tethers);
  Tether(const Tether&) = delete;
  Tether& operator=(const Tether&) = delete;
  virtual ~Tether();

  [[nodiscard]] bool holds() const noexcept { return tethers_ != nullptr; }

 protected:
  /// The object is going away: end what is pending, so that the coroutine wakes and returns.
  virtual void on_cut() noexcept {}

 private:
  friend class Tethers;
  Tethers* tethers_;
};

}  // namespace sluice::net
