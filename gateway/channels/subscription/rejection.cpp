#include "gateway/channels/subscription/rejection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace sluice::channels {
namespace {

constexpr int over_capacity = 4100;  // soketi: the channel is full
constexpr int channel_error = 4300;  // Sockudo
constexpr int server_error = 4302;   // soketi, without a channel name

constexpr std::array<std::string_view, 5> words_about_signatures{
    "Invalid signature",                      // Pusher
    "Invalid key in subscription auth data",  // Pusher
    "The connection is unauthorized",         // soketi, a channel
    "Connection not authorized.",             // soketi, a user; not "… within timeout."
    "Connection is unauthorized"};            // Reverb, Sockudo

bool continues_name(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view("-_=@").find(c) != std::string_view::npos;
}

}  // namespace

Rejection read_rejection(const ServerError& error) {
  const std::string_view message = error.message;
  if (message.starts_with("Existing subscription")) return Rejection::exists;
  if (message.starts_with("No current subscription")) return Rejection::nothing_here;
  if (error.code == over_capacity || error.code == server_error) {
    return Rejection::passing;
  }
  return Rejection::lasting;
}

bool blames_signature(const ServerError& error) {
  return std::ranges::any_of(words_about_signatures, [&](std::string_view words) {
    return std::string_view(error.message).starts_with(words);
  });
}

std::string with_signer(std::string why, const ServerError& error, std::string_view signer) {
  if (!blames_signature(error)) return why;
  return fmt::format("{} (signed by {}: does it belong to the app of this key?)", why, signer);
}

bool may_be_of_a_subscription(const ServerError& error) {
  return !error.code || *error.code < 4100 || *error.code == channel_error;
}

bool mentions(std::string_view message, std::string_view name) {
  for (auto at = message.find(name); at != std::string_view::npos;
       at = message.find(name, at + 1)) {
    const auto end = at + name.size();
    if ((at == 0 || !continues_name(message[at - 1])) &&
        (end == message.size() || !continues_name(message[end]))) {
      return true;
    }
  }
  return false;
}

}  // namespace sluice::channels
