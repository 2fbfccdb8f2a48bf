// The part of Shard that connects for connectors.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <memory>
#include <utility>

#include "gateway/net/connect.hpp"
#include "gateway/net/no_throw.hpp"
#include "gateway/net/shard.hpp"
#include "gateway/net/tether.hpp"

namespace sluice::net {
namespace asio = boost::asio;

namespace {

/// The handle of the asker. After its destruction `done` is not called.
class Asker final : public Loop::Registration {
 public:
  [[nodiscard]] std::unique_ptr<Tether> tether() { return std::make_unique<Tether>(tethers_); }

 private:
  Tethers tethers_;
};

asio::awaitable<void> connect_for(std::unique_ptr<Tether> asker, asio::io_context& loop,
                                  Lookups& lookups, std::string host, std::uint16_t port,
                                  Time deadline, Loop::Connected done) {
  co_await asio::post(asio::use_awaitable);  // so that `done` always runs later
  auto socket = co_await connect_by_name(loop, lookups, std::move(host), port, deadline);
  if (!asker->holds()) co_return;
  asker.reset();  // `done` may destroy the handle
  if (!socket) {
    done(std::move(socket).error());
    co_return;
  }
  boost::system::error_code error;
  const int descriptor = socket->release(error);
  done(error ? Result<int>(Error{error.message()}) : Result<int>(descriptor));
}

}  // namespace

Loop::Handle Shard::connect(std::string host, std::uint16_t port, Duration timeout,
                            Connected done) {
  auto asker = std::make_unique<Asker>();
  asio::co_spawn(io_,
                 connect_for(asker->tether(), io_, lookups_, std::move(host), port, now() + timeout,
                             std::move(done)),
                 fail_loudly);
  return asker;
}

}  // namespace sluice::net
