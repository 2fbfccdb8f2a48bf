#include "gateway/channels/presence.hpp"

#include <utility>

namespace sluice::channels {

void Members::replace(std::vector<Member> snapshot) {
  info_.clear();
  for (auto& member : snapshot) add(std::move(member));
}

void Members::add(Member member) {
  info_.insert_or_assign(std::move(member.user_id), std::move(member.user_info));
}

void Members::remove(std::string_view user_id) {
  const auto found = info_.find(user_id);
  if (found != info_.end()) info_.erase(found);
}

}  // namespace sluice::channels
