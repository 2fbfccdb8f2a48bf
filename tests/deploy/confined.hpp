#pragma once

#include "tests/support/process.hpp"

namespace sluice::test {

/// A signal to the program that a process confines, as bubblewrap and buildah do, and not to that
/// process itself: its exit code is then the program's.
void signal_confined(const Process& process, int number);

}  // namespace sluice::test
