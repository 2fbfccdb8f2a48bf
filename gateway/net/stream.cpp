#include "gateway/net/stream.hpp"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <cstring>

#include "gateway/net/no_throw.hpp"

namespace sluice::net {
namespace asio = boost::asio;

namespace {
constexpr std::size_t tls_record = 16 * 1024;
}  // namespace

asio::ssl::stream<asio::ip::tcp::socket&>& Stream::add_tls(asio::ssl::context& context) {
  decrypted_.resize(tls_record);
  return tls_.emplace(socket_, context);
}

asio::awaitable<boost::system::error_code> Stream::wait() {
  if (!tls_) {
    auto [error] = co_await socket_.async_wait(asio::ip::tcp::socket::wait_read, no_throw);
    co_return error;
  }
  if (decrypted_begin_ != decrypted_end_) co_return boost::system::error_code();
  auto [error, size] = co_await tls_->async_read_some(asio::buffer(decrypted_), no_throw);
  decrypted_begin_ = 0;
  decrypted_end_ = size;
  co_return size > 0 ? boost::system::error_code() : error;
}

Stream::Taken Stream::take(std::span<char> into) {
  if (!tls_) {
    boost::system::error_code error;
    const auto size = socket_.read_some(asio::buffer(into.data(), into.size()), error);
    if (error == asio::error::would_block) error.clear();
    return {error, size};
  }
  const auto size = std::min(into.size(), decrypted_end_ - decrypted_begin_);
  std::memcpy(into.data(), decrypted_.data() + decrypted_begin_, size);
  decrypted_begin_ += size;
  return {{}, size};
}

asio::awaitable<boost::system::error_code> Stream::write(std::string_view bytes) {
  const auto buffer = asio::buffer(bytes.data(), bytes.size());
  auto [error, size] = tls_ ? co_await asio::async_write(*tls_, buffer, no_throw)
                            : co_await asio::async_write(socket_, buffer, no_throw);
  co_return error;
}

void Stream::stop_reading() noexcept {
  boost::system::error_code gone;  // a missing peer needs no shutdown
  socket_.shutdown(asio::ip::tcp::socket::shutdown_receive, gone);
}

void Stream::close() noexcept {
  boost::system::error_code gone;
  socket_.close(gone);
}

void Stream::finish() noexcept {
  boost::system::error_code gone;
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, gone);
}

}  // namespace sluice::net
