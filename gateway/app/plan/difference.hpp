#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gateway/app/plan/plan.hpp"

namespace sluice::app {

/// What differs between two plans in one part of the file.
struct Change {
  enum class Kind : std::uint8_t { added, removed, changed };
  Kind kind{};
  /// `connections.market`, `routes[2]`, `returns.orders`; empty for the process as a whole. The
  /// index of a route is that in the file that contains it.
  std::string part;
  std::vector<std::string> keys{};          ///< that differ, of a part that is changed
  std::vector<std::string> restart_keys{};  ///< those of them that need a restart
};

/// An unchanged part that uses a changed one.
struct Touched {
  std::string part;
  std::string by;  ///< the part that is changed
};

struct Difference {
  std::vector<Change> changes;
  std::vector<Touched> touched;
  bool routes_reordered = false;  ///< those that both plans have are in another order
};

/// The changes that turn `before` into `after`. Pure. Sections are matched by name, and routes by
/// content, so that their place in the file does not matter.
[[nodiscard]] Difference difference(const Plan& before, const Plan& after);

/// A line for each change, for people. Shows no value of the file.
[[nodiscard]] std::vector<std::string> describe(const Difference& difference);

}  // namespace sluice::app
