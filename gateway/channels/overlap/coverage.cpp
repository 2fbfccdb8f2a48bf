#include "gateway/channels/overlap/coverage.hpp"

#include <fmt/format.h>

namespace sluice::channels {
namespace {

std::string with_reason(std::string what, const std::string& reason) {
  return reason.empty() ? what : fmt::format("{}: {}", what, reason);
}

}  // namespace

bool carries(const Session& session, std::string_view channel) {
  const auto& subscriptions = session.subscriptions();
  const auto index = subscriptions.find(channel);
  return index && subscriptions.all()[*index].subscribed();
}

std::optional<std::string> missing_in(const Session& next, const Session& old) {
  if (!old.connected()) return std::nullopt;
  if (!next.connected()) return with_reason("is not connected", next.problem());
  const bool lacks_user = !old.signin().user_id().empty() && next.signin().user_id().empty() &&
                          next.signin().state() != SigninState::off;
  if (lacks_user) return with_reason("is not signed in", next.signin().problem());
  for (const auto& subscription : next.subscriptions().all()) {
    if (!subscription.wanted() || subscription.subscribed()) continue;
    if (!carries(old, subscription.channel())) continue;
    return with_reason(fmt::format("is not subscribed to {}", subscription.channel()),
                       subscription.problem());
  }
  return std::nullopt;
}

}  // namespace sluice::channels
