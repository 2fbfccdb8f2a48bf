#pragma once

#include <optional>
#include <utility>

#include "gateway/channels/wire/secretbox.hpp"
#include "gateway/core/time.hpp"

namespace sluice::channels {

/// The keys of one encrypted channel: the present one and the one before it. The earlier key still
/// opens events for a while, because publishers change one by one. The keys outlive the socket.
class ChannelKeys {
 public:
  /// The channel was authorised with this key.
  void use(const SecretKey& key, Time now) {
    if (present_ == key) return;
    previous_ = std::exchange(present_, key);
    replaced_at_ = now;
  }
  /// The previous key is forgotten `kept` after its replacement.
  void expire(Time now, Duration kept) {
    if (previous_ && now - replaced_at_ >= kept) previous_.reset();
  }

  [[nodiscard]] const std::optional<SecretKey>& present() const noexcept { return present_; }
  [[nodiscard]] const std::optional<SecretKey>& previous() const noexcept { return previous_; }

 private:
  std::optional<SecretKey> present_;
  std::optional<SecretKey> previous_;
  Time replaced_at_{};
};

}  // namespace sluice::channels
