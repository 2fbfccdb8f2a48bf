#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/core/error.hpp"
#include "gateway/core/time.hpp"

// The HTTP/1.1 upgrade to a WebSocket, as text in and text out.
namespace sluice::net {

/// A fresh Sec-WebSocket-Key: 16 random bytes in base64.
[[nodiscard]] std::string make_websocket_key();

/// The server's required answer to a key (RFC 6455, section 4.2.2).
[[nodiscard]] std::string accept_for(std::string_view key);

[[nodiscard]] std::string upgrade_request(
    std::string_view host, std::string_view target, std::string_view key,
    const std::vector<std::pair<std::string, std::string>>& headers);

/// Reads the answer in pieces, as they arrive.
class UpgradeAnswer {
 public:
  UpgradeAnswer();
  ~UpgradeAnswer();

  /// True once the header is complete; the bytes behind it are early frames. An error when the
  /// answer does not accept `key`.
  [[nodiscard]] Result<bool> feed(std::string_view bytes, std::string_view key);
  [[nodiscard]] const std::string& rest() const noexcept { return held_; }
  /// The pause that the server asked for in an answer that refuses.
  [[nodiscard]] std::optional<Duration> retry_after(WallTime now) const;

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
  std::string held_;
};

}  // namespace sluice::net
