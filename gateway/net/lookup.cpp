#include "gateway/net/lookup.hpp"

#include <memory>
#include <utility>

#include "gateway/net/no_throw.hpp"

namespace sluice::net {
namespace {

using boost::asio::ip::tcp;

}  // namespace

/// Travels with the resolver's operation, which may outlive the Lookup.
class Lookup::Request final : public Tether {
 public:
  explicit Request(Lookup& lookup) : Tether(lookup.request_), lookup_(lookup) {}

  void answer(const boost::system::error_code& error, Addresses found) {
    if (!holds()) return;
    lookup_.error_ = error;
    lookup_.found_ = std::move(found);
    lookup_.finished_.cancel();
  }

 private:
  Lookup& lookup_;
};

boost::asio::awaitable<Result<Lookup::Addresses>> Lookup::run(std::string host, std::uint16_t port,
                                                              Time deadline) {
  boost::system::error_code no_address;
  const auto address = boost::asio::ip::make_address(host, no_address);
  if (!no_address) {
    co_return Addresses::create(tcp::endpoint{address, port}, host, std::to_string(port));
  }
  // The timer would say so only after a resolver that is quick.
  if (std::chrono::steady_clock::now() >= deadline) co_return Error{"timed out"};
  found_.reset();
  error_ = {};
  finished_.expires_at(deadline);
  resolver_.async_resolve(host, std::to_string(port), tcp::resolver::numeric_service,
                          [request = std::make_unique<Request>(*this)](
                              const boost::system::error_code& error, Addresses found) {
                            request->answer(error, std::move(found));
                          });
  co_await finished_.async_wait(no_throw);
  request_.cut();
  if (error_) co_return Error{error_.message()};
  if (!found_) co_return Error{"timed out"};
  co_return *std::move(found_);
}

void Lookup::cancel() {
  request_.cut();
  resolver_.cancel();
  finished_.cancel();
}

}  // namespace sluice::net
