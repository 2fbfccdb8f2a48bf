#pragma once

#include <array>
#include <memory>

#include "config/fields.hpp"
#include "connectors/connector.hpp"
#include "connectors/stdout/stdout_line.hpp"

namespace sluice::connectors {

constexpr auto enum_names(const StdoutShow*) {
  return std::to_array<config::EnumName<StdoutShow>>(
      {{"payload", StdoutShow::payload}, {"record", StdoutShow::record}});
}

/// The most records that are being written or wait for that; the rest waits in the outbox.
inline constexpr Window stdout_window{.records = 500, .bytes = 1024 * 1024};

struct StdoutSettings final : SinkSettings {
  StdoutShow show = StdoutShow::payload;

  [[nodiscard]] std::unique_ptr<Sink> make(SinkContext context) const override;
  [[nodiscard]] Window limits() const noexcept override { return stdout_window; }
};

template <class Visitor>
void fields(Visitor& visit, StdoutSettings& settings) {
  visit("show", settings.show,
        "What a line of JSON shows: the payload alone, or an object with `topic`, `key`, `headers` "
        "and `payload`. A payload that is no JSON is shown as a JSON string, the removal of a "
        "table's row as null.");
}

/// Writes to `descriptor`, which the caller owns and which stays open for as long as the process.
[[nodiscard]] std::unique_ptr<Sink> make_stdout_sink(const StdoutSettings& settings, int descriptor,
                                                     SinkContext context);

}  // namespace sluice::connectors
