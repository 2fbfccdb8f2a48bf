#include "gateway/channels/auth/auth_signature.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "gateway/channels/auth/hmac.hpp"
#include "gateway/core/protocol_names.hpp"

namespace sluice::channels {
namespace {

std::string user_data(const User& user) {
  std::string text = fmt::format(R"({{"id":{})", nlohmann::json(user.id).dump());
  if (!user.info.empty()) text += fmt::format(R"(,"user_info":{})", user.info);
  if (!user.watchlist.empty()) {
    text += fmt::format(R"(,"watchlist":{})", nlohmann::json(user.watchlist).dump());
  }
  return text + "}";
}

}  // namespace

std::string auth_signature(std::string_view key, std::string_view secret,
                           std::string_view socket_id, std::string_view channel,
                           const std::string* channel_data) {
  std::string signed_text = fmt::format("{}:{}", socket_id, channel);
  if (channel_data != nullptr) signed_text += fmt::format(":{}", *channel_data);
  return fmt::format("{}:{}", key, hmac_sha256(secret, signed_text));
}

std::string user_auth_signature(std::string_view key, std::string_view secret,
                                std::string_view socket_id, std::string_view user_data) {
  return fmt::format("{}:{}", key,
                     hmac_sha256(secret, fmt::format("{}::user::{}", socket_id, user_data)));
}

Signer::Signer(std::string key, std::string secret, std::string user_id, std::string user_info,
               std::optional<SecretKey> master_key)
    : key_(std::move(key)),
      secret_(std::move(secret)),
      channel_data_(member_object({std::move(user_id), std::move(user_info)})),
      master_key_(master_key) {}

Authorization Signer::authorize(std::string_view socket_id, std::string_view channel) const {
  const auto type = channel_type(channel);
  if (type == ChannelType::presence) {
    return {auth_signature(key_, secret_, socket_id, channel, &channel_data_), channel_data_};
  }
  Authorization authorization{auth_signature(key_, secret_, socket_id, channel), std::nullopt};
  if (type == ChannelType::encrypted && master_key_) {
    authorization.shared_secret = derive_shared_secret(channel, *master_key_);
  }
  return authorization;
}

UserSigner::UserSigner(std::string key, std::string secret, const User& user)
    : key_(std::move(key)), secret_(std::move(secret)), user_data_(user_data(user)) {}

Authorization UserSigner::authorize(std::string_view socket_id) const {
  Authorization authorization{user_auth_signature(key_, secret_, socket_id, user_data_), {}};
  authorization.user_data = user_data_;
  return authorization;
}

}  // namespace sluice::channels
