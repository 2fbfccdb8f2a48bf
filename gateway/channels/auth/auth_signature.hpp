#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/channels/wire/messages.hpp"

namespace sluice::channels {

/// `key:` and the HMAC-SHA-256 of `socket_id:channel[:channel_data]`, in lower-case hex.
[[nodiscard]] std::string auth_signature(std::string_view key, std::string_view secret,
                                         std::string_view socket_id, std::string_view channel,
                                         const std::string* channel_data = nullptr);

/// The same for a user who signs in: the HMAC of `socket_id::user::user_data`.
[[nodiscard]] std::string user_auth_signature(std::string_view key, std::string_view secret,
                                              std::string_view socket_id,
                                              std::string_view user_data);

/// Authorises with the app's secret, without asking an endpoint.
class Signer {
 public:
  /// `user_id` and `user_info` (JSON text, may be empty) identify us on presence channels. The keys
  /// of encrypted channels are derived from the master key.
  Signer(std::string key, std::string secret, std::string user_id, std::string user_info,
         std::optional<SecretKey> master_key = std::nullopt);

  [[nodiscard]] Authorization authorize(std::string_view socket_id, std::string_view channel) const;

 private:
  std::string key_;
  std::string secret_;
  std::string channel_data_;
  std::optional<SecretKey> master_key_;
};

/// The user of a sign-in.
struct User {
  std::string id;
  std::string info{};                    ///< JSON text; may be empty
  std::vector<std::string> watchlist{};  ///< ids of other users
};

/// Signs the user in with the app's secret, without asking an endpoint.
class UserSigner {
 public:
  UserSigner(std::string key, std::string secret, const User& user);

  [[nodiscard]] Authorization authorize(std::string_view socket_id) const;

 private:
  std::string key_;
  std::string secret_;
  std::string user_data_;
};

}  // namespace sluice::channels
