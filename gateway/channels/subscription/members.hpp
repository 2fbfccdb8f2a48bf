#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/channels/wire/messages.hpp"

namespace sluice::channels {

/// How a snapshot differs from what was known before it.
struct PresenceDifference {
  std::vector<Member> joined;  ///< new members, and those whose user_info has changed
  std::vector<std::string> left;
};

/// How much is kept of members.
struct MemberLimits {
  std::size_t max_count = 100'000;
  std::size_t max_bytes = 32 * 1024 * 1024;
};

/// Who is on a presence channel. The caller limits what is kept with each change; beyond that, or
/// when a snapshot was missed, the list is incomplete: the departure of a member that is not in it
/// counts as a change then. Every operation can be repeated: servers send joins of members that are
/// there, and departures of members that are not.
class Members {
 public:
  /// The snapshot is the truth: who is not in it has gone.
  PresenceDifference replace(std::vector<Member> snapshot, const MemberLimits& limits = {});
  /// False when the member is there already, and nothing else is known of it now.
  bool add(Member member, const MemberLimits& limits = {});
  /// False when there is no such member.
  bool remove(std::string_view user_id);
  void clear();
  /// A snapshot came that nobody could read: what is known stands, and is not all.
  void miss_snapshot() noexcept { complete_ = false; }

  /// Whether all members are known.
  [[nodiscard]] bool complete() const noexcept { return complete_; }
  /// The memory that is taken, about.
  [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }
  [[nodiscard]] std::size_t count() const noexcept { return info_.size(); }
  [[nodiscard]] bool contains(std::string_view user_id) const { return info_.contains(user_id); }
  /// User id to user_info (JSON text, may be empty).
  [[nodiscard]] const std::map<std::string, std::string, std::less<>>& all() const { return info_; }

 private:
  using Info = std::map<std::string, std::string, std::less<>>;

  void put(Member member);
  void take_out(Info::iterator member);

  Info info_;
  std::size_t bytes_ = 0;
  bool complete_ = true;
};

}  // namespace sluice::channels
