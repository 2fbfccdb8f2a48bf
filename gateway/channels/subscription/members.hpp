#pragma once

#include <cstddef>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/channels/wire/messages.hpp"

namespace sluice::channels {

/// The difference between a snapshot and the list before it.
struct PresenceDifference {
  std::vector<Member> joined;  ///< new members, and those whose user_info has changed
  std::vector<std::string> left;
};

/// The limits of a member list.
struct MemberLimits {
  std::size_t max_count = std::numeric_limits<std::size_t>::max();
  std::size_t max_bytes = std::numeric_limits<std::size_t>::max();
};

/// The members of a presence channel. The caller passes the limits with each change. The list is
/// incomplete once a limit cut it or a snapshot was missed; then the departure of an unknown member
/// counts as a change. Every operation can be repeated: servers send joins of present members, and
/// departures of absent ones.
class Members {
 public:
  /// The snapshot is complete: a member that is not in it has left.
  PresenceDifference replace(std::vector<Member> snapshot, const MemberLimits& limits = {});
  /// False when the member is present already with the same user_info.
  bool add(Member member, const MemberLimits& limits = {});
  /// False when there is no such member.
  bool remove(std::string_view user_id);
  void clear();
  /// A snapshot was unreadable: the list stays as it is and counts as incomplete.
  void miss_snapshot() noexcept { complete_ = false; }

  /// Whether the list has every member.
  [[nodiscard]] bool complete() const noexcept { return complete_; }
  /// Whether a snapshot has come, and who is not here is not on the channel.
  [[nodiscard]] bool known() const noexcept { return has_snapshot_ && complete_; }
  /// The memory in use, approximately.
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
  bool has_snapshot_ = false;
};

}  // namespace sluice::channels
