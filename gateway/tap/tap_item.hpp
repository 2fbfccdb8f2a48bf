#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/core/event.hpp"
#include "gateway/core/return_event.hpp"
#include "gateway/core/time.hpp"
#include "gateway/tap/tap_filter.hpp"

namespace sluice::tap {

/// The most bytes of one payload that are shown.
inline constexpr std::size_t shown_bytes_max = std::size_t{64} << 10;

/// One thing that passes; what is empty is not shown. All views are borrowed.
struct TapItem {
  TapKind kind{};
  WallTime time{};
  TapNames names{};
  std::optional<EventKind> event_kind{};
  std::string_view user_id{};
  std::uint64_t sequence{};  ///< of an event
  std::string_view sink{};
  std::string_view source{};
  std::string_view back{};  ///< the return
  std::string_view topic{};
  std::string_view key{};
  std::string_view data{};  ///< the payload, as text or any bytes
  std::optional<ReturnLoss> loss{};
  std::string_view detail{};  ///< of the loss
};

/// The item as one line of JSON. Bytes that are no UTF-8 are shown in Base64, under names that end
/// in `_base64`.
[[nodiscard]] std::string json_of(const TapItem& item, bool shows_payload);

/// The text of an event's data: of a JSON string its content, otherwise the JSON text. Such a
/// string with an escape that JSON does not have stays as it is.
[[nodiscard]] std::string text_of_data(std::string_view token);

}  // namespace sluice::tap
