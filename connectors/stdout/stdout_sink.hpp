#pragma once

#include <memory>

#include "config/fields.hpp"
#include "connectors/connector.hpp"

namespace sluice::connectors {

struct StdoutSettings {};

template <class Visitor>
void fields(Visitor&, StdoutSettings&) {}

/// Writes to `descriptor`, which stays the caller's and outlives the sink.
[[nodiscard]] std::unique_ptr<Sink> make_stdout_sink(int descriptor, SinkContext context);

}  // namespace sluice::connectors
