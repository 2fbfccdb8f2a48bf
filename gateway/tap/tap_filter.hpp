#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/core/enum.hpp"

namespace sluice::tap {

/// What can be seen through a tap.
enum class TapKind : std::uint8_t {
  event,    ///< that a connection relays
  record,   ///< that an outbox is offered
  message,  ///< of the way back
};
[[nodiscard]] constexpr std::string_view to_string(TapKind kind) noexcept {
  switch (kind) {
    case TapKind::event:
      return "event";
    case TapKind::record:
      return "record";
    case TapKind::message:
      return "message";
  }
  return {};
}

/// Which payloads are shown.
enum class TapPayload : std::uint8_t {
  shown,      ///< but not those of encrypted channels
  masked,     ///< none
  decrypted,  ///< all
};
[[nodiscard]] constexpr std::string_view to_string(TapPayload payload) noexcept {
  switch (payload) {
    case TapPayload::shown:
      return "shown";
    case TapPayload::masked:
      return "masked";
    case TapPayload::decrypted:
      return "decrypted";
  }
  return {};
}

/// The names of one thing that passes.
struct TapNames {
  std::string_view connection{};
  std::string_view channel{};
  std::string_view event{};
};

/// What one tap shows of what passes. The texts are globs; an empty one is everything.
class TapFilter {
 public:
  struct Wishes {
    std::string connection{};
    std::string channel{};
    std::string event{};
    std::string sink{};
    std::array<bool, enum_count<TapKind>> kinds{true, true, true};
    TapPayload payload{};
  };

  TapFilter() : TapFilter(Wishes{}) {}
  /// Who asks for a sink asks for records.
  explicit TapFilter(Wishes wishes);

  [[nodiscard]] bool takes(TapKind kind) const noexcept {
    return wishes_.kinds[static_cast<std::size_t>(kind)];
  }
  [[nodiscard]] bool takes(const TapNames& names) const noexcept {
    return !narrow_ || (may_take(names.channel) && matches(names));
  }
  [[nodiscard]] bool takes(TapKind kind, const TapNames& names) const noexcept {
    return takes(kind) && takes(names);
  }
  /// Whether all of its kinds are taken, whatever their names are.
  [[nodiscard]] bool is_wide() const noexcept { return !narrow_ && wishes_.sink.empty(); }
  [[nodiscard]] bool takes_sink(std::string_view sink) const noexcept;
  [[nodiscard]] bool shows_payload(std::string_view channel) const noexcept;

 private:
  /// Most channels differ in their first letters.
  [[nodiscard]] bool may_take(std::string_view channel) const noexcept {
    const std::string_view start = channel_start_;
    return start.empty() ||
           (channel.size() >= start.size() && channel[0] == start[0] && channel.starts_with(start));
  }
  [[nodiscard]] bool matches(const TapNames& names) const noexcept;

  Wishes wishes_;
  std::string channel_start_;  ///< what each channel that is taken begins with
  bool narrow_;                ///< whether names matter at all
};

}  // namespace sluice::tap
