#pragma once

#include <functional>

#include "gateway/core/time.hpp"

// Work that may take its time, away from every shard: the end of a client library's client, which
// joins threads that may hang, or the search for a connection's fault.
namespace sluice::connectors {

/// Runs `task` on a thread of its own. Nobody waits for it but the end of the process, for a
/// moment. False where the machine has no thread left: then it does not run. From any thread. A
/// library that the task uses and that cleans up at the exit of the process was used before.
[[nodiscard]] bool run_errand(std::function<void()> task) noexcept;

/// The end of the process waits for errands no longer than until then.
void leave_by(Time deadline) noexcept;

/// Until when the end of the process, which is now, waits for what is still under way.
[[nodiscard]] Time last_moment() noexcept;

}  // namespace sluice::connectors
