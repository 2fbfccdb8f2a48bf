#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <cstddef>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/live_secret.hpp"
#include "gateway/channels/session/connect_pace.hpp"
#include "gateway/channels/wire/envelope.hpp"
#include "gateway/core/backoff.hpp"
#include "gateway/core/loop.hpp"
#include "gateway/net/descriptor_room.hpp"
#include "gateway/net/http_clients.hpp"
#include "gateway/net/lookups.hpp"
#include "gateway/net/shard_probe.hpp"
#include "gateway/net/tls.hpp"

namespace sluice::net {

/// A shard is one thread. It owns its io_context, its connections, its sinks and their outboxes,
/// and no other thread uses them. Two things are shared: the configuration, which is const after
/// the start, and counters, which one shard writes and the exporter reads. The only way to another
/// shard is post(). There is no lock, no strand and no shared ownership here; a need for one proves
/// that the ownership is wrong.
///
/// Every registration and every object that uses io() must be destroyed before the shard.
class Shard final : public Loop {
 public:
  /// `connect_interval` is the minimum time between two connects to one server.
  explicit Shard(std::size_t index, Time::duration connect_interval = {});

  /// Lets run() measure the turns of the loop. Before run(); `probe` outlives the shard.
  void measure(ShardProbe& probe) noexcept { probe_ = &probe; }

  /// While the process has so many descriptors open, connections do not dial. Before run(),
  /// or on the shard's thread.
  void limit_descriptors(std::size_t most) noexcept { descriptors_ = most; }

  /// Runs until stop(). The calling thread becomes the shard's thread.
  void run();
  /// Makes run() return. May be called on any thread, after everything with an orderly end has
  /// ended: a remaining registration (a sink's descriptor, a kept-alive HTTP connection) gets no
  /// further event.
  void stop();

  void post(Task task) override { boost::asio::post(io_, std::move(task)); }
  Handle at_turn_end(Task task) override;
  Handle watch(int descriptor, Task task) override;
  Handle after(Duration delay, Task task) override;
  Handle connect(std::string host, std::uint16_t port, Duration timeout, Connected done) override;
  void rate_address(const std::string& host, const std::string& address, bool served) override {
    lookups_.rate(host, address, served);
  }
  [[nodiscard]] Time now() const noexcept override {
    if (!runs_) return std::chrono::steady_clock::now();
    if (!task_time_) task_time_ = std::chrono::steady_clock::now();
    return *task_time_;
  }

  [[nodiscard]] Moment moment() const noexcept { return {now(), std::chrono::system_clock::now()}; }

  [[nodiscard]] std::size_t index() const noexcept { return index_; }
  [[nodiscard]] boost::asio::io_context& io() noexcept { return io_; }

  // Scratch memory that all connections of the shard use in turn, never across a suspension.
  [[nodiscard]] channels::EnvelopeParser& parser() noexcept { return parser_; }
  [[nodiscard]] Random& random() noexcept { return random_; }
  [[nodiscard]] std::vector<char>& read_buffer() noexcept { return read_buffer_; }

  [[nodiscard]] Lookups& lookups() noexcept { return lookups_; }
  [[nodiscard]] TlsContexts& tls_contexts() noexcept { return tls_contexts_; }
  [[nodiscard]] config::LastValues& values() noexcept { return values_; }
  [[nodiscard]] HttpClients& http_clients() noexcept { return http_clients_; }

  /// Whether a connection may open a socket: the last descriptors of the process are for its
  /// brokers, its journals and those who look at it.
  [[nodiscard]] bool has_descriptor() const noexcept { return has_descriptor_below(descriptors_); }
  /// The pace for this server, by its host and port.
  [[nodiscard]] channels::ConnectPace& connect_pace(const std::string& authority);

 private:
  std::size_t index_;
  ShardProbe* probe_ = nullptr;  ///< none where turns are not measured
  bool runs_ = false;
  mutable std::optional<Time> task_time_;  ///< of the running task, once it was asked for
  TlsContexts tls_contexts_;
  config::LastValues values_;
  boost::asio::io_context io_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  channels::EnvelopeParser parser_;
  Random random_;
  std::vector<char> read_buffer_;
  Time::duration connect_interval_;
  std::size_t descriptors_ = std::numeric_limits<std::size_t>::max();
  std::map<std::string, channels::ConnectPace> connect_paces_;
  Lookups lookups_{io_};
  HttpClients http_clients_{io_, lookups_, tls_contexts_};
};

}  // namespace sluice::net
