#include "gateway/channels/subscription/members.hpp"

#include <iterator>
#include <utility>

namespace sluice::channels {
namespace {

/// The memory of a map node and its strings.
constexpr std::size_t node_bytes = 112;

std::size_t bytes_of(std::string_view user_id, std::string_view user_info) {
  return user_id.size() + user_info.size() + node_bytes;
}

}  // namespace

PresenceDifference Members::replace(std::vector<Member> snapshot, const MemberLimits& limits) {
  const auto before = std::exchange(info_, {});
  clear();
  has_snapshot_ = true;
  for (auto& member : snapshot) put(std::move(member));
  PresenceDifference difference;
  for (const auto& [id, info] : info_) {
    const auto known = before.find(id);
    if (known == before.end() || known->second != info) difference.joined.push_back({id, info});
  }
  for (const auto& [id, info] : before) {
    if (!info_.contains(id)) difference.left.push_back(id);
  }
  while (!info_.empty() && (info_.size() > limits.max_count || bytes_ > limits.max_bytes)) {
    take_out(std::prev(info_.end()));
    complete_ = false;
  }
  return difference;
}

bool Members::add(Member member, const MemberLimits& limits) {
  const auto found = info_.find(member.user_id);
  if (found != info_.end()) {
    if (found->second == member.user_info) return false;
    take_out(found);
  }
  if (info_.size() < limits.max_count &&
      bytes_ + bytes_of(member.user_id, member.user_info) <= limits.max_bytes) {
    put(std::move(member));
  } else {
    complete_ = false;
  }
  return true;
}

bool Members::remove(std::string_view user_id) {
  const auto found = info_.find(user_id);
  if (found == info_.end()) return !complete_;
  take_out(found);
  return true;
}

void Members::clear() {
  info_.clear();
  bytes_ = 0;
  complete_ = true;
  has_snapshot_ = false;
}

void Members::put(Member member) {
  if (const auto found = info_.find(member.user_id); found != info_.end()) take_out(found);
  bytes_ += bytes_of(member.user_id, member.user_info);
  info_.emplace(std::move(member.user_id), std::move(member.user_info));
}

void Members::take_out(Info::iterator member) {
  bytes_ -= bytes_of(member->first, member->second);
  info_.erase(member);
}

}  // namespace sluice::channels
