#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/core/ids.hpp"
#include "gateway/core/table_reader.hpp"
#include "gateway/relay/router.hpp"
#include "gateway/relay/row_names.hpp"

namespace sluice::relay {

/// A channel whose members are rows of a route's table.
struct TableChannel {
  std::string connection;
  std::string channel;
  const Route* route{};
  bool ours = true;  ///< whoever reads the table is to know who is there

  [[nodiscard]] bool is_that_of(const TableChannel& other) const noexcept {
    return connection == other.connection && channel == other.channel;
  }
};

/// Of these channels, given as connection and channel, those whose members are rows at the sink and
/// can be known by the names of the rows. Once for each route.
[[nodiscard]] std::vector<TableChannel> table_channels(
    const Router& router, SinkId sink,
    std::span<const std::pair<std::string, std::string>> channels);

/// Who is on a channel, by its place among the table's channels. The answers may change at any
/// time.
class Membership {
 public:
  /// Whether it is known who is on the channel.
  [[nodiscard]] virtual bool knows(std::size_t channel) const = 0;
  [[nodiscard]] virtual bool has(std::size_t channel, std::string_view user_id) const = 0;

 protected:
  ~Membership() = default;
};

/// How many rows are kept at a time.
struct RowLimits {
  std::size_t max_count{};
  std::size_t max_bytes{};
};

/// A member who is not on the channel, and whose row exists.
struct Departure {
  std::size_t channel{};
  std::string user_id;
};

/// The rows that a reader finds, as far as their members are not known to be there: those who left
/// while nobody looked. A row that no channel's member has is passed over, and so is one that
/// members of two channels have: its owner is not known.
class TableRows {
 public:
  /// `channels` are all those whose rows there may be; the membership, which outlives this, is
  /// asked of those that are ours.
  TableRows(std::span<const TableChannel> channels, const RowLimits& limits,
            const Membership& membership);

  /// The reading begins: nothing that was read before counts.
  void begin();
  /// The row exists, or exists no more.
  void take(const TableRow& row, bool exists);

  /// At most `max` members whose rows are to be removed now. Those who came meanwhile are none, and
  /// a channel whose members are not known waits.
  [[nodiscard]] std::vector<Departure> take_departures(std::size_t max);

  /// Rows are kept, since it is not known yet who is on their channel.
  [[nodiscard]] bool waits() const noexcept { return count_ > 0; }
  /// There were more rows than may be kept: another reading is needed.
  [[nodiscard]] bool overflowed() const noexcept { return overflowed_; }

 private:
  using Users = std::set<std::string, std::less<>>;

  [[nodiscard]] std::optional<Departure> owner_of(const TableRow& row) const;
  void keep(Departure row);
  void drop(const Departure& row);

  std::vector<RowNames> names_;  ///< by channel
  std::vector<TableChannel> channels_;
  std::map<std::string, std::vector<std::size_t>, std::less<>> begins_;  ///< with this text
  std::set<std::size_t> lengths_;                                        ///< of such texts
  RowLimits limits_;
  const Membership& membership_;
  std::map<std::size_t, Users> rows_;  ///< by channel
  std::size_t count_ = 0;
  std::size_t bytes_ = 0;
  bool overflowed_ = false;
};

}  // namespace sluice::relay
