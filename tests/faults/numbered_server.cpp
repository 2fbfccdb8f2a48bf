#include "tests/faults/numbered_server.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

#include "gateway/net/no_throw.hpp"

namespace sluice::test {
namespace asio = boost::asio;
using namespace asio::experimental::awaitable_operators;  // NOLINT: what it is for

namespace {

/// The pace of the batches.
constexpr std::chrono::milliseconds tick{5};

/// Until the client has gone.
asio::awaitable<void> count_pings(ChannelsPeer& peer, int& pings) {
  for (auto frame = co_await peer.frame(); frame; frame = co_await peer.frame()) {
    if (frame->payload.find("pusher:ping") != std::string::npos) ++pings;
  }
}

}  // namespace

NumberedServer::NumberedServer(NumberedServerSettings settings)
    : settings_(std::move(settings)),
      server_(loop_, [this](ChannelsPeer& peer) { return receive(peer); }),
      thread_([this] { loop_.run(); }) {}

NumberedServer::~NumberedServer() {
  loop_.stop();
  thread_.join();
}

std::string NumberedServer::url() const {
  return fmt::format("ws://127.0.0.1:{}", port());
}

asio::awaitable<void> NumberedServer::receive(ChannelsPeer& peer) {
  count_peers(1);
  co_await serve(peer);
  count_peers(-1);
}

void NumberedServer::count_peers(int more) {
  const std::lock_guard lock{mutex_};
  peers_ += more;
  changed_.notify_all();
}

asio::awaitable<void> NumberedServer::serve(ChannelsPeer& peer) {
  co_await peer.upgrade(established_frame());
  for (std::size_t count = 0; count < settings_.channels.size(); ++count) {
    const auto subscribe = co_await peer.frame();
    if (!subscribe) co_return;
    const auto json = nlohmann::json::parse(subscribe->payload);
    co_await peer.send(acknowledged_frame(json["data"]["channel"].get<std::string>()));
  }
  int pings = 0;  // not answered
  co_await (send_numbers(peer, begin_client(), pings) || count_pings(peer, pings));
}

/// However a batch ends: also when its client goes while it is sent.
struct NumberedServer::BatchEnd {
  NumberedServer& server;
  ~BatchEnd() { server.end_batch(); }
};

asio::awaitable<void> NumberedServer::send_numbers(ChannelsPeer& peer, std::size_t client,
                                                   int& pings) {
  std::size_t place = clients().at(client - 1);
  asio::steady_timer timer{loop_};
  for (bool taken = true; taken;) {
    timer.expires_after(tick);
    co_await timer.async_wait(net::no_throw);
    auto batch = next_batch(client, place);
    if (!batch) co_return;
    const BatchEnd end{*this};
    for (; pings > 0; --pings) *batch += text_frame(R"({"event":"pusher:pong"})");
    if (settings_.byte_by_byte) {
      co_await peer.send_byte_by_byte(*batch);
    } else if (!batch->empty()) {
      taken = co_await peer.send(*batch);
    }
  }
}

std::size_t NumberedServer::begin_client() {
  const std::lock_guard lock{mutex_};
  clients_.push_back(sent_.size());
  if (settings_.pauses_for_clients) paused_ = true;
  changed_.notify_all();
  return clients_.size();
}

/// All that this client lacks; the one that lacks nothing gets new numbers. Empty while paused;
/// none for a client that others have put out.
std::optional<std::string> NumberedServer::next_batch(std::size_t client, std::size_t& place) {
  const std::lock_guard lock{mutex_};
  if (client + settings_.clients <= clients_.size()) return std::nullopt;
  ++sending_;
  if (place == sent_.size() && !paused_) extend();
  std::string frames;
  for (; place < sent_.size(); ++place) frames += frame_of(sent_[place]);
  return frames;
}

void NumberedServer::extend() {
  const auto events = settings_.rate * tick / std::chrono::seconds{1};
  const auto rounds =
      std::max<std::size_t>(1, static_cast<std::size_t>(events) / settings_.channels.size());
  for (std::size_t round = 0; round < rounds; ++round) {
    ++last_;
    for (const std::string& channel : settings_.channels) sent_.push_back({channel, last_});
  }
}

void NumberedServer::end_batch() {
  const std::lock_guard lock{mutex_};
  --sending_;
  changed_.notify_all();
}

bool NumberedServer::is_large(const SentEvent& event) const {
  return event == SentEvent{settings_.channels.front(), settings_.large};
}

std::string NumberedServer::frame_of(const SentEvent& event) const {
  const std::string number = std::to_string(event.number);
  const auto padding = is_large(event) ? settings_.large_padding : settings_.padding;
  return event_frame(event.channel, number, '"' + number + std::string(padding, ' ') + '"');
}

template <class Condition>
void NumberedServer::await(const char* what, Deadline deadline, Condition condition) {
  std::unique_lock lock{mutex_};
  if (!changed_.wait_until(lock, deadline, condition)) {
    throw waiting_failed(
        deadline,
        fmt::format("the numbered server: not in time: {}, after {} events", what, sent_.size()));
  }
}

void NumberedServer::pause() {
  {
    const std::lock_guard lock{mutex_};
    paused_ = true;
  }
  await("the last batch is out", within(answer_time), [this] { return sending_ == 0; });
}

void NumberedServer::resume() {
  const std::lock_guard lock{mutex_};
  paused_ = false;
}

void NumberedServer::await_more(std::size_t count, Deadline deadline) {
  const std::size_t wanted = sent_count() + count;
  await("more events are out", deadline, [&] { return sent_.size() >= wanted; });
}

void NumberedServer::await_client(std::size_t count, Deadline deadline) {
  await("a client is subscribed", deadline, [&] { return clients_.size() >= count; });
}

void NumberedServer::await_nobody(Deadline deadline) {
  await("nobody is there", deadline, [&] { return peers_ == 0; });
}

std::vector<SentEvent> NumberedServer::sent() const {
  const std::lock_guard lock{mutex_};
  return sent_;
}

std::size_t NumberedServer::sent_count() const {
  const std::lock_guard lock{mutex_};
  return sent_.size();
}

std::vector<std::size_t> NumberedServer::clients() const {
  const std::lock_guard lock{mutex_};
  return clients_;
}

}  // namespace sluice::test
