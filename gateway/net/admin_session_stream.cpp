// The part of AdminSession that sends a stream.
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/write.hpp>
#include <chrono>
#include <exception>
#include <string>
#include <utility>

#include "gateway/net/admin_answers.hpp"
#include "gateway/net/admin_session.hpp"
#include "gateway/net/no_throw.hpp"

namespace sluice::net {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using namespace asio::experimental::awaitable_operators;  // NOLINT: what it is for

/// What the kernel holds for a slow client: more than this is known to be passed over.
constexpr int kernel_bytes = 64 * 1024;
/// A client that takes nothing for so long has gone.
constexpr std::chrono::seconds piece_time{60};

}  // namespace

AdminResponse AdminSession::tap(std::string_view query) {
  auto& loop = static_cast<asio::io_context&>(stream_.get_executor().context());
  more_.emplace(loop);
  StreamAnswer answer;
  try {
    answer = all_.handlers.tap(query, [this] { more_->raise(); });
  } catch (const std::exception& failure) {
    return admin_text(http::status::internal_server_error, failure.what());
  }
  if (!answer.stream) return admin_text(http::int_to_status(answer.status), answer.why);
  streamed_ = std::move(answer.stream);
  return admin_events();
}

/// Until the stream is over, or the client has left: it is read all the while, as a quiet stream
/// would not notice.
asio::awaitable<void> AdminSession::send_stream(AdminResponse head) {
  head.keep_alive(false);
  boost::system::error_code ignored;
  stream_.socket().set_option(asio::socket_base::send_buffer_size{kernel_bytes}, ignored);
  stream_.expires_after(piece_time);
  auto [error, bytes] =
      co_await on_stream([&](auto& stream) { return http::async_write(stream, head, no_throw); });
  if (error || !holds()) co_return;
  co_await (send_pieces() || await_leaving());
  if (!holds()) co_return;
  const bool is_over = streamed_->is_over();
  streamed_.reset();
  if (is_over) co_await close_gently();
}

asio::awaitable<void> AdminSession::send_pieces() {
  while (holds()) {
    const std::string piece = streamed_->next();
    if (piece.empty()) {
      if (streamed_->is_over()) co_return;
      co_await more_->wait();
      continue;
    }
    stream_.expires_after(piece_time);
    auto [error, bytes] = co_await on_stream(
        [&](auto& stream) { return asio::async_write(stream, asio::buffer(piece), no_throw); });
    if (error) co_return;
  }
}

/// Whatever else it sends is of no interest.
asio::awaitable<void> AdminSession::await_leaving() {
  while (holds()) {
    buffer_.clear();
    stream_.expires_never();  // of the next read; a piece that is being sent keeps its limit
    auto [error, bytes] = co_await on_stream(
        [this](auto& stream) { return stream.async_read_some(buffer_.prepare(1024), no_throw); });
    if (error) co_return;
  }
}

}  // namespace sluice::net
