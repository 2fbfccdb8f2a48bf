#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace sluice {

/// The name of a table's row at a broker.
struct TableRow {
  std::string_view topic;
  std::string_view key{};  ///< empty where the topic alone names a row
};

/// The topics of some rows. Without `after`: the topic `before`. With it: each topic of `before`,
/// the text of one level, and `after`.
struct RowTopics {
  std::string before;
  std::optional<std::string> after{};

  auto operator<=>(const RowTopics&) const = default;
};

/// Receives what a reader finds. On the shard's thread, and never from within a call to the reader.
class TableListener {
 public:
  /// The reading begins, perhaps once more: nothing of an earlier one counts.
  virtual void on_reading() noexcept = 0;
  /// The row exists, or no longer exists. The last call for a row counts. The row is borrowed.
  virtual void on_row(const TableRow& row, bool exists) noexcept = 0;
  /// All rows that existed when the reading began were reported, if they still exist. Nothing more
  /// follows; the reader may be destroyed from the loop.
  virtual void on_read() noexcept = 0;

 protected:
  ~TableListener() = default;
};

/// Finds out which rows of a table exist at a broker, once. Connects by itself, and begins again
/// after each failure, until it has come to the end.
///
/// Lives on one shard; no call blocks or throws. Holds a bounded number of rows.
class TableReader {
 public:
  virtual ~TableReader() = default;
};

}  // namespace sluice
