#pragma once

#include <functional>

#include "gateway/core/time.hpp"

// Work that may take its time, away from every shard: the end of a client library's client, which
// joins threads that may hang, or the search for a connection's fault.
namespace sluice::connectors {

/// Runs `task` on a thread of its own, which only the end of the process waits for, and briefly.
/// May be called from any thread. False when the machine has no thread left: then `task` does not
/// run. If `task` uses a library that cleans up at process exit, the caller must have used that
/// library before.
[[nodiscard]] bool run_errand(std::function<void()> task) noexcept;

/// At its end, the process waits for errands until `deadline` at the latest.
void leave_by(Time deadline) noexcept;

/// To be called at the end of the process: the time until which it waits for running work.
[[nodiscard]] Time last_moment() noexcept;

}  // namespace sluice::connectors
