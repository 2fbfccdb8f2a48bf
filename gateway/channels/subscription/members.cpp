#include "gateway/channels/subscription/members.hpp"

#include <utility>

namespace sluice::channels {

PresenceDifference Members::replace(std::vector<Member> snapshot) {
  const auto before = std::exchange(info_, {});
  for (auto& member : snapshot) add(std::move(member));
  PresenceDifference difference;
  for (const auto& [id, info] : info_) {
    const auto known = before.find(id);
    if (known == before.end() || known->second != info) difference.joined.push_back({id, info});
  }
  for (const auto& [id, info] : before) {
    if (!info_.contains(id)) difference.left.push_back(id);
  }
  return difference;
}

bool Members::add(Member member) {
  const auto found = info_.find(member.user_id);
  if (found != info_.end() && found->second == member.user_info) return false;
  info_.insert_or_assign(std::move(member.user_id), std::move(member.user_info));
  return true;
}

bool Members::remove(std::string_view user_id) {
  const auto found = info_.find(user_id);
  if (found == info_.end()) return false;
  info_.erase(found);
  return true;
}

}  // namespace sluice::channels
