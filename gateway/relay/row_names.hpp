#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gateway/core/table_reader.hpp"
#include "gateway/relay/route.hpp"

namespace sluice::relay {

/// Why the names of a table's rows do not show whose row it is; empty when they do. `route` has
/// `table`.
[[nodiscard]] std::string why_rows_are_not_known(const Route& route);

/// The names that a route with `table` gives to the rows of one channel's members. The route is one
/// whose rows are known by their names.
class RowNames {
 public:
  RowNames(const Route& route, std::string_view connection, std::string_view channel);

  /// The row as one text.
  [[nodiscard]] static std::string text_of(const TableRow& row);
  /// The beginning that the texts of all members' rows share.
  [[nodiscard]] const std::string& beginning() const noexcept { return before_; }

  /// The member whose row has this name; nothing when no member's has.
  [[nodiscard]] std::optional<std::string> member_of(std::string_view text) const;

  [[nodiscard]] RowTopics topics() const;

 private:
  std::string topic_;   ///< of all rows, where keys name them
  std::string before_;  ///< in the text of a row, before the member
  std::string after_;
  bool encoded_ = false;
};

}  // namespace sluice::relay
