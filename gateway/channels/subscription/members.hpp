#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/channels/wire/messages.hpp"

namespace sluice::channels {

/// How a snapshot differs from what was known before it.
struct PresenceDifference {
  std::vector<Member> joined;  ///< those too of whom something else is known now
  std::vector<std::string> left;
};

/// Who is on a presence channel. Every operation can be repeated: servers send joins of members
/// that are there, and departures of members that are not.
class Members {
 public:
  /// The snapshot is the truth: who is not in it has gone.
  PresenceDifference replace(std::vector<Member> snapshot);
  /// False when the member is there already, and nothing else is known of it now.
  bool add(Member member);
  /// False when there is no such member.
  bool remove(std::string_view user_id);
  void clear() { info_.clear(); }

  [[nodiscard]] std::size_t count() const noexcept { return info_.size(); }
  [[nodiscard]] bool contains(std::string_view user_id) const { return info_.contains(user_id); }
  /// User id to user_info (JSON text, may be empty).
  [[nodiscard]] const std::map<std::string, std::string, std::less<>>& all() const { return info_; }

 private:
  std::map<std::string, std::string, std::less<>> info_;
};

}  // namespace sluice::channels
