#pragma once

#include <cstddef>
#include <optional>

#include "gateway/core/delivery.hpp"
#include "gateway/core/event.hpp"
#include "gateway/relay/record_frame.hpp"
#include "gateway/relay/route.hpp"
#include "gateway/text/record_writer.hpp"

namespace sluice::relay {

/// What render() appended.
struct Rendering {
  Shape shape{};
  /// Empty: there is no such record. Its topic is empty, or its format cannot show the event's
  /// data.
  std::optional<RecordFacts> facts{};
};

/// Appends the record that a route makes of an event that it takes: topic, key, payload, headers.
/// `out` is empty. Allocates nothing.
[[nodiscard]] Rendering render(const Event& event, const Route& route, text::Writer& out) noexcept;

/// The maximum number of bytes that render() appends.
[[nodiscard]] std::size_t rendering_bound(const Event& event, const Route& route) noexcept;

}  // namespace sluice::relay
