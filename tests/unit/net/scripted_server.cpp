#include "tests/unit/net/scripted_server.hpp"

#include <fmt/format.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <utility>

#include "gateway/net/no_throw.hpp"

namespace sluice::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

std::size_t body_size(std::string_view header) {
  constexpr std::string_view name = "Content-Length: ";
  const auto at = header.find(name);
  return at == header.npos ? 0 : std::stoul(std::string{header.substr(at + name.size())});
}

asio::ssl::context make_tls(const std::filesystem::path& certificate,
                            const std::filesystem::path& key) {
  asio::ssl::context context{asio::ssl::context::tls_server};
  context.use_certificate_chain_file(certificate.string());
  context.use_private_key_file(key.string(), asio::ssl::context::pem);
  return context;
}

}  // namespace

Peer::Peer(tcp::socket socket, asio::ssl::context* tls) : plain_(std::move(socket)) {
  if (tls != nullptr) tls_.emplace(plain_, *tls);
}

asio::awaitable<bool> Peer::accept() {
  if (!tls_) co_return true;
  auto [error] = co_await tls_->async_handshake(asio::ssl::stream_base::server, no_throw);
  co_return !error;
}

asio::awaitable<std::string> Peer::request() {
  for (;;) {
    const auto end = read_.find("\r\n\r\n");
    if (end != std::string::npos) {
      const auto size = end + 4 + body_size(std::string_view{read_}.substr(0, end));
      if (read_.size() >= size) {
        auto whole = read_.substr(0, size);
        read_.erase(0, size);
        co_return whole;
      }
    }
    std::string more(4096, '\0');
    boost::system::error_code error;
    std::size_t bytes = 0;
    if (tls_) {
      std::tie(error, bytes) = co_await tls_->async_read_some(asio::buffer(more), no_throw);
    } else {
      std::tie(error, bytes) = co_await plain_.async_read_some(asio::buffer(more), no_throw);
    }
    if (error) co_return std::string{};
    read_.append(more, 0, bytes);
  }
}

asio::awaitable<void> Peer::send(std::string bytes) {
  if (tls_) {
    co_await asio::async_write(*tls_, asio::buffer(bytes), no_throw);
  } else {
    co_await asio::async_write(plain_, asio::buffer(bytes), no_throw);
  }
}

ScriptedServer::ScriptedServer(asio::io_context& loop, Script script)
    : loop_(loop),
      script_(std::move(script)),
      acceptor_(loop, tcp::endpoint{asio::ip::address_v4::loopback(), 0}) {
  asio::co_spawn(loop, accept(), fail_loudly);
}

ScriptedServer::ScriptedServer(asio::io_context& loop, Script script,
                               const std::filesystem::path& certificate,
                               const std::filesystem::path& key)
    : ScriptedServer(loop, std::move(script)) {
  tls_ = make_tls(certificate, key);
}

asio::awaitable<void> ScriptedServer::accept() {
  for (;;) {
    auto [error, socket] = co_await acceptor_.async_accept(no_throw);
    if (error) co_return;
    ++connections_;
    asio::co_spawn(loop_, serve(std::move(socket)), fail_loudly);
  }
}

asio::awaitable<void> ScriptedServer::serve(tcp::socket socket) {
  Peer peer{std::move(socket), tls_ ? &*tls_ : nullptr};
  ++open_;
  if (co_await peer.accept()) co_await script_(peer);
  --open_;
}

std::string http_answer(int status, std::string_view body, std::string_view more_headers) {
  return fmt::format("HTTP/1.1 {} X\r\nContent-Length: {}\r\n{}\r\n{}", status, body.size(),
                     more_headers, body);
}

}  // namespace sluice::net
