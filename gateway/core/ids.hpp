#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "gateway/core/error.hpp"

// Numbers for the things that a configuration names. A thing keeps its number while the process
// knows the name, and no other thing gets that number later. 0 names nothing.
namespace sluice {

enum class SinkId : std::uint32_t {};
enum class SourceId : std::uint32_t {};
enum class ConnectionId : std::uint32_t {};
enum class ReturnId : std::uint32_t {};

/// Finds a thing by its number without a search. Borrows the things.
template <class Id, class Thing>
class ById {
 public:
  void set(Id id, Thing* thing) {
    const auto at = static_cast<std::size_t>(id);
    if (at >= things_.size()) things_.resize(at + 1, nullptr);
    things_[at] = thing;
  }
  /// Null where there is none.
  [[nodiscard]] Thing* find(Id id) const noexcept {
    const auto at = static_cast<std::size_t>(id);
    return at < things_.size() ? things_[at] : nullptr;
  }
  [[nodiscard]] Thing& at(Id id) const noexcept {
    Thing* const thing = find(id);
    SLUICE_ASSERT(thing != nullptr, "a configuration names only what there is");
    return *thing;
  }

  template <class Each>
  void for_each(Each each) const {
    for (Thing* const thing : things_) {
      if (thing != nullptr) each(*thing);
    }
  }

 private:
  std::vector<Thing*> things_;
};

}  // namespace sluice
