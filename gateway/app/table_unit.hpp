#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/broker_probes.hpp"
#include "connectors/connector.hpp"
#include "gateway/app/table_probe.hpp"
#include "gateway/channels/subscription/subscription.hpp"
#include "gateway/core/loop.hpp"
#include "gateway/core/table_reader.hpp"
#include "gateway/relay/outbox.hpp"
#include "gateway/relay/relay.hpp"
#include "gateway/relay/table_rows.hpp"
#include "gateway/telemetry/log.hpp"

namespace sluice::app {

/// The surroundings of a TableUnit. All references outlive it.
struct TableUnitContext {
  std::string sink;  ///< its name
  const connectors::SinkSettings& settings;
  std::size_t shard;
  std::vector<relay::TableChannel> channels;  ///< those of other shards included
  /// By channel; null where the channel is not on this shard.
  std::vector<const channels::Subscription*> subscriptions;
  relay::RowLimits limits;
  relay::Relay& relay;
  const relay::Outbox& outbox;
  /// Whether the outbox has records of an earlier process.
  std::function<bool()> holds_recovered;
  TableProbe& probe;
  connectors::SinkProbe& sink_probe;
  const telemetry::Log& log;
  Loop& loop;
};

/// The tables at one sink that the connections of one shard write: reads once after the start which
/// rows exist, and removes those of members who left before. Nothing waits for it. On the shard's
/// thread, but for its construction and destruction, while that is not running.
class TableUnit final : private TableListener, private relay::Membership {
 public:
  explicit TableUnit(TableUnitContext context);
  TableUnit(const TableUnit&) = delete;
  TableUnit& operator=(const TableUnit&) = delete;

  void start();
  /// Removes nothing more.
  void stop();

 private:
  void on_reading() noexcept override;
  void on_row(const TableRow& row, bool exists) noexcept override;
  void on_read() noexcept override;
  /// True only while the channel is subscribed: after a loss, members may have joined unseen.
  [[nodiscard]] bool knows(std::size_t channel) const override;
  /// Our own member has no row where its route leaves it out.
  [[nodiscard]] bool has(std::size_t channel, std::string_view user_id) const override;

  void read();
  void read_later();
  void remove_rows();
  void look_again(Duration delay);
  void remove_row(const relay::Departure& departure);

  TableUnitContext context_;
  relay::TableRows rows_;
  std::vector<RowTopics> topics_;
  std::size_t rows_read_ = 0;
  std::uint64_t removed_ = 0;  ///< and not logged yet
  std::unique_ptr<TableReader> reader_;
  Loop::Handle next_;
};

}  // namespace sluice::app
