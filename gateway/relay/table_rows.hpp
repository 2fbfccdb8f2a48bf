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
  bool ours = true;  ///< the channel's connection is on the shard of this table's reader

  [[nodiscard]] bool is_that_of(const TableChannel& other) const noexcept {
    return connection == other.connection && channel == other.channel;
  }
};

/// The channels whose members are rows at the sink, and whose row names show the member. `channels`
/// are pairs of connection and channel; the result has a channel once for each of its routes.
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

/// Collects the rows whose members are not known to be present: members who left while nobody
/// looked. It ignores a row that belongs to no member of a channel, and a row that may belong to
/// members of two channels: its owner is unknown.
class TableRows {
 public:
  /// `channels` are all channels that may have rows. `membership` outlives this object, and is
  /// asked only about channels that are `ours`.
  TableRows(std::span<const TableChannel> channels, const RowLimits& limits,
            const Membership& membership);

  /// The reading begins: nothing that was read before counts.
  void begin();
  /// The row exists, or exists no more.
  void take(const TableRow& row, bool exists);

  /// Takes at most `max` members whose rows are to be removed now. Leaves out members who came
  /// meanwhile, and channels whose members are not known yet.
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
