#include "gateway/net/connect.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <list>
#include <memory>
#include <optional>
#include <utility>

#include "gateway/net/no_throw.hpp"
#include "gateway/net/tether.hpp"

namespace sluice::net {
namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

/// RFC 8305, section 5.
constexpr std::chrono::milliseconds head_start{250};

/// Lives in the frame of the coroutine that waits in run(). The handlers of its sockets may outlive
/// it.
class Race {
 public:
  Race(asio::io_context& loop, std::vector<tcp::endpoint> addresses)
      : loop_(loop), timer_(loop), addresses_(std::move(addresses)) {}

  asio::awaitable<Result<tcp::socket>> run(Time deadline) {
    while (true) {
      const auto now = std::chrono::steady_clock::now();
      const bool all_started = next_ == addresses_.size();
      if (winner_) co_return *std::move(winner_);
      if (all_started && running_.empty()) co_return Error{failures_};
      if (now >= deadline) co_return give_up("timed out");
      if (!all_started && (running_.empty() || now >= next_at_)) {
        start();
        continue;
      }
      timer_.expires_at(all_started ? deadline : std::min(next_at_, deadline));
      co_await timer_.async_wait(no_throw);
      const auto cancelled = (co_await asio::this_coro::cancellation_state).cancelled();
      if (cancelled != asio::cancellation_type::none) co_return give_up("given up");
    }
  }

 private:
  struct Runner {
    tcp::socket socket;
    tcp::endpoint address;
  };
  using Running = std::list<Runner>;

  void start() {
    const auto address = addresses_[next_++];
    next_at_ = std::chrono::steady_clock::now() + head_start;
    const auto runner = running_.insert(running_.end(), {tcp::socket(loop_), address});
    runner->socket.async_connect(
        address,
        [this, runner, tether = std::make_unique<Tether>(handlers_)](const error_code& error) {
          if (tether->holds()) on_connected(runner, error);
        });
  }

  void on_connected(Running::iterator runner, const error_code& error) {
    if (!error && !winner_) {
      winner_ = std::move(runner->socket);
    } else if (error) {
      fail(runner->address, error.message());
      next_at_ = Time::min();
    }
    running_.erase(runner);
    timer_.cancel();
  }

  void fail(const tcp::endpoint& address, const std::string& why) {
    if (!failures_.empty()) failures_ += "; ";
    failures_ += fmt::format("{}: {}", address.address().to_string(), why);
  }

  Error give_up(const std::string& why) {
    for (const auto& runner : running_) fail(runner.address, why);
    return Error{failures_.empty() ? why : failures_};
  }

  asio::io_context& loop_;
  asio::steady_timer timer_;
  std::vector<tcp::endpoint> addresses_;
  std::size_t next_ = 0;
  Time next_at_ = Time::min();
  Running running_;
  std::optional<tcp::socket> winner_;
  std::string failures_;
  Tethers handlers_;
};

}  // namespace

std::vector<tcp::endpoint> interleaved(std::vector<tcp::endpoint> addresses) {
  if (addresses.empty()) return addresses;
  const auto same = [first = addresses.front().protocol()](const tcp::endpoint& address) {
    return address.protocol() == first;
  };
  const auto others = std::ranges::stable_partition(addresses, same);
  auto here = addresses.begin();
  auto there = others.begin();
  std::vector<tcp::endpoint> turns;
  while (here != others.begin() || there != addresses.end()) {
    if (here != others.begin()) turns.push_back(*here++);
    if (there != addresses.end()) turns.push_back(*there++);
  }
  return turns;
}

asio::awaitable<Result<tcp::socket>> race(asio::io_context& loop,
                                          std::vector<tcp::endpoint> addresses, Time deadline) {
  Race running(loop, interleaved(std::move(addresses)));
  auto socket = co_await running.run(deadline);
  if (socket) {
    error_code error;
    // Nagle's algorithm and delayed acknowledgements together cost 40 ms a handshake.
    socket->set_option(tcp::no_delay(true), error);
    socket->non_blocking(true, error);
  }
  co_return std::move(socket);
}

asio::awaitable<Result<tcp::socket>> connect(asio::io_context& loop, Addresses addresses,
                                             std::uint16_t port, Time deadline) {
  std::vector<tcp::endpoint> endpoints;
  for (const auto& address : addresses) {
    endpoints.emplace_back(asio::ip::make_address(address), port);
  }
  auto socket = co_await race(loop, std::move(endpoints), deadline);
  if (!socket) co_return std::move(socket).error().within("connect");
  co_return std::move(socket);
}

asio::awaitable<Result<tcp::socket>> connect_by_name(asio::io_context& loop, Lookups& lookups,
                                                     std::string host, std::uint16_t port,
                                                     Time deadline) {
  auto addresses = co_await lookups.find(std::move(host), deadline);
  if (!addresses) co_return std::move(addresses).error().within("lookup");
  co_return co_await connect(loop, *std::move(addresses), port, deadline);
}

std::string address_of(const tcp::socket& socket) {
  error_code error;
  const auto peer = socket.remote_endpoint(error);
  return error ? std::string{} : peer.address().to_string();
}

}  // namespace sluice::net
