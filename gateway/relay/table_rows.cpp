#include "gateway/relay/table_rows.hpp"

#include <algorithm>

namespace sluice::relay {
namespace {

/// Of a node of the set, and the string in it.
constexpr std::size_t node_bytes = 80;

std::size_t bytes_of(std::string_view user_id) {
  return user_id.size() + node_bytes;
}

}  // namespace

std::vector<TableChannel> table_channels(
    const Router& router, SinkId sink,
    std::span<const std::pair<std::string, std::string>> channels) {
  std::vector<TableChannel> found;
  const auto is_table = [&](const Route& route) { return route.table && route.sink == sink; };
  if (std::ranges::none_of(router.routes(), is_table)) return found;
  Event departure;
  departure.kind = EventKind::presence_left;
  departure.name = "pusher:member_removed";
  for (const auto& channel : channels) {
    const ChannelRoutes routes = router.routes_for(channel.first, channel.second);
    routes.for_each_match(departure, [&](const Route& route) {
      if (is_table(route) && why_rows_are_not_known(route).empty()) {
        found.push_back({channel.first, channel.second, &route});
      }
    });
  }
  return found;
}

TableRows::TableRows(std::span<const TableChannel> channels, const RowLimits& limits,
                     const Membership& membership)
    : limits_(limits), membership_(membership) {
  for (const TableChannel& each : channels) {
    const RowNames& names = names_.emplace_back(*each.route, each.connection, each.channel);
    begins_[names.beginning()].push_back(channels_.size());
    lengths_.insert(names.beginning().size());
    channels_.emplace_back(each);
  }
}

void TableRows::begin() {
  rows_.clear();
  count_ = 0;
  bytes_ = 0;
  overflowed_ = false;
}

void TableRows::take(const TableRow& row, bool exists) {
  auto owner = owner_of(row);
  if (!owner || !channels_[owner->channel].ours) return;
  const bool is_there =
      membership_.knows(owner->channel) && membership_.has(owner->channel, owner->user_id);
  if (exists && !is_there) {
    keep(*std::move(owner));
  } else {
    drop(*owner);
  }
}

std::optional<Departure> TableRows::owner_of(const TableRow& row) const {
  const std::string text = RowNames::text_of(row);
  std::optional<Departure> owner;
  for (const std::size_t length : lengths_) {
    if (length > text.size()) break;
    const auto begun = begins_.find(std::string_view{text}.substr(0, length));
    if (begun == begins_.end()) continue;
    for (const std::size_t channel : begun->second) {
      auto user_id = names_[channel].member_of(text);
      if (!user_id) continue;
      if (!owner) {
        owner = {channel, *std::move(user_id)};
      } else if (!channels_[owner->channel].is_that_of(channels_[channel])) {
        return std::nullopt;
      }
    }
  }
  return owner;
}

void TableRows::keep(Departure row) {
  Users& users = rows_[row.channel];
  if (users.contains(row.user_id)) return;
  if (count_ == limits_.max_count || bytes_ + bytes_of(row.user_id) > limits_.max_bytes) {
    overflowed_ = true;
    return;
  }
  ++count_;
  bytes_ += bytes_of(row.user_id);
  users.insert(std::move(row.user_id));
}

void TableRows::drop(const Departure& row) {
  const auto users = rows_.find(row.channel);
  if (users == rows_.end() || users->second.erase(row.user_id) == 0) return;
  --count_;
  bytes_ -= bytes_of(row.user_id);
}

std::vector<Departure> TableRows::take_departures(std::size_t max) {
  std::vector<Departure> departures;
  for (auto& [channel, users] : rows_) {
    if (!membership_.knows(channel)) continue;
    while (!users.empty() && departures.size() < max) {
      Departure row{channel, std::move(users.extract(users.begin()).value())};
      --count_;
      bytes_ -= bytes_of(row.user_id);
      if (!membership_.has(channel, row.user_id)) departures.push_back(std::move(row));
    }
  }
  return departures;
}

}  // namespace sluice::relay
