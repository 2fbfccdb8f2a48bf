#pragma once

#include "tests/support/process.hpp"

namespace sluice::test {

/// SIGTERM to the program that a process confines, as bubblewrap and buildah do, and not to that
/// process itself: its exit code is then the program's.
void terminate_confined(const Process& process);

}  // namespace sluice::test
