#include "gateway/app/table_unit.hpp"

#include <chrono>
#include <set>
#include <utility>

#include "gateway/channels/wire/messages.hpp"

namespace sluice::app {
namespace {

/// The interval at which the unit checks whether members are known now, or the outbox has room.
constexpr Duration look_again_after{1'000};
/// Where not all rows could be read, or no reader could be made.
constexpr Duration read_again_after{60'000};
/// The shard's connections want their turn too.
constexpr std::size_t rows_per_turn = 100;

std::vector<RowTopics> topics_of(const std::vector<relay::TableChannel>& channels) {
  std::set<RowTopics> topics;
  for (const auto& each : channels) {
    if (!each.ours) continue;
    topics.insert(relay::RowNames{*each.route, each.connection, each.channel}.topics());
  }
  return {topics.begin(), topics.end()};
}

}  // namespace

TableUnit::TableUnit(TableUnitContext context)
    : context_(std::move(context)),
      rows_(context_.channels, context_.limits, *this),
      topics_(topics_of(context_.channels)) {}

/// Reads the tables once no record of an earlier process is left in the outbox: such a record may
/// still create a row, which must be found too.
void TableUnit::start() {
  if (!context_.holds_recovered()) return read();
  context_.probe.unread.set(1);
  next_ = context_.loop.after(look_again_after, [this] { start(); });
}

void TableUnit::stop() {
  next_.reset();
  reader_.reset();
}

void TableUnit::read() {
  try {
    reader_ =
        context_.settings.make_table_reader({context_.sink, context_.shard, topics_, context_.loop,
                                             *this, context_.sink_probe, context_.log});
    context_.probe.unread.set(reader_ == nullptr ? 0 : 1);
  } catch (const std::exception& problem) {
    context_.log.error("no reader of tables can be made",
                       {{"sink", context_.sink}, {"reason", problem.what()}});
    read_later();
  }
}

void TableUnit::read_later() {
  next_ = context_.loop.after(read_again_after, [this] { read(); });
}

void TableUnit::on_reading() noexcept {
  rows_.begin();
  rows_read_ = 0;
}

void TableUnit::on_row(const TableRow& row, bool exists) noexcept {
  ++rows_read_;
  rows_.take(row, exists);
}

void TableUnit::on_read() noexcept {
  context_.log.info("tables read", {{"sink", context_.sink}, {"rows", rows_read_}});
  if (rows_.overflowed()) {
    context_.log.warn("a table has more rows than are kept: it will be read again",
                      {{"sink", context_.sink}});
  } else {
    context_.probe.unread.set(0);
  }
  next_ = context_.loop.after(Duration{0}, [this] {
    reader_.reset();
    remove_rows();
  });
}

/// Removes some rows, and calls itself again until the members of all channels with rows are known.
void TableUnit::remove_rows() {
  const bool has_room = context_.outbox.has_room_to_spare();
  const auto departures = rows_.take_departures(has_room ? rows_per_turn : 0);
  for (const auto& departure : departures) remove_row(departure);
  if (departures.size() == rows_per_turn) return look_again(Duration{0});
  if (removed_ > 0) {
    context_.log.info("rows removed of members who had left before the start",
                      {{"sink", context_.sink}, {"rows", std::exchange(removed_, 0)}});
  }
  if (has_room && rows_.overflowed()) return read_later();
  if (rows_.waits()) look_again(look_again_after);
}

void TableUnit::look_again(Duration delay) {
  next_ = context_.loop.after(delay, [this] { remove_rows(); });
}

void TableUnit::remove_row(const relay::Departure& departure) {
  const relay::TableChannel& channel = context_.channels[departure.channel];
  const std::string data = channels::member_data({departure.user_id, {}});
  context_.relay.remove_row({.kind = EventKind::presence_left,
                             .connection = channel.connection,
                             .channel = channel.channel,
                             .name = "pusher:member_removed",
                             .data = data,
                             .user_id = departure.user_id,
                             .received_at = std::chrono::system_clock::now()},
                            *channel.route);
  ++removed_;
  context_.probe.rows_removed.add();
}

bool TableUnit::knows(std::size_t channel) const {
  const auto& subscription = *context_.subscriptions[channel];
  return subscription.subscribed() && subscription.members().known();
}

bool TableUnit::has(std::size_t channel, std::string_view user_id) const {
  const auto& subscription = *context_.subscriptions[channel];
  const bool left_out =
      !context_.channels[channel].route->own_member && user_id == subscription.own_member();
  return !left_out && subscription.members().contains(user_id);
}

}  // namespace sluice::app
