#pragma once

#include <boost/asio/io_context.hpp>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "tests/faults/ledger.hpp"
#include "tests/support/deadline.hpp"
#include "tests/support/scripted_channels_server.hpp"

namespace sluice::test {

struct NumberedServerSettings {
  std::vector<std::string> channels{"left", "right"};
  std::size_t clients = 1;          ///< at a time; one more puts out the one that came first
  int rate = 4000;                  ///< events a second, over all channels
  bool pauses_for_clients = false;  ///< from a client's subscription on, until resume()
  std::size_t padding = 0;          ///< bytes behind the number in an event's data
  int large = 0;                    ///< this number of the first channel is large; 0: none
  std::size_t large_padding = 0;    ///< instead of `padding`
  bool byte_by_byte = false;        ///< each byte a segment of its own
};

/// A Channels server that sends numbers: on each channel 1, 2, 3 and so on, each both the event's
/// name and the beginning of its data. It has a thread of its own. A client subscribes to all
/// channels and gets each number from then on, and the answers to its pings between them. Without a
/// client it sends nothing, as Channels replays nothing: each number was written to somebody.
class NumberedServer {
 public:
  explicit NumberedServer(NumberedServerSettings settings);
  ~NumberedServer();
  NumberedServer(const NumberedServer&) = delete;
  NumberedServer& operator=(const NumberedServer&) = delete;

  [[nodiscard]] std::uint16_t port() const { return server_.port(); }
  [[nodiscard]] std::string url() const;

  /// Sends no new number; returns when the last batch is in the socket. Of several clients, the
  /// slower ones still get what they lack.
  void pause();
  void resume();
  /// Waits until so many more events were sent than now.
  void await_more(std::size_t count, Deadline deadline = within(start_time));
  /// Waits until this client, counted from 1, is subscribed to all channels.
  void await_client(std::size_t count, Deadline deadline = within(start_time));
  /// Waits until it has noticed that everybody has gone.
  void await_nobody(Deadline deadline = within(answer_time));

  /// So far, in the order of sending.
  [[nodiscard]] std::vector<SentEvent> sent() const;
  [[nodiscard]] std::size_t sent_count() const;
  /// How many events were sent before the first of each client.
  [[nodiscard]] std::vector<std::size_t> clients() const;
  [[nodiscard]] bool is_large(const SentEvent& event) const;

 private:
  struct BatchEnd;

  boost::asio::awaitable<void> receive(ChannelsPeer& peer);
  boost::asio::awaitable<void> serve(ChannelsPeer& peer);
  boost::asio::awaitable<void> send_numbers(ChannelsPeer& peer, std::size_t client, int& pings);
  void count_peers(int more);
  std::size_t begin_client();
  [[nodiscard]] std::optional<std::string> next_batch(std::size_t client, std::size_t& place);
  void extend();
  void end_batch();
  [[nodiscard]] std::string frame_of(const SentEvent& event) const;
  template <class Condition>
  void await(const char* what, Deadline deadline, Condition condition);

  const NumberedServerSettings settings_;
  boost::asio::io_context loop_{1};
  ScriptedChannelsServer server_;

  mutable std::mutex mutex_;  ///< over all below: the server's thread and the scenario's
  std::condition_variable changed_;
  std::vector<SentEvent> sent_;
  std::vector<std::size_t> clients_;
  int peers_ = 0;  ///< connections, subscribed or not
  int last_ = 0;   ///< number, the same on every channel
  bool paused_ = false;
  int sending_ = 0;  ///< batches on their way to a socket

  std::thread thread_;
};

}  // namespace sluice::test
