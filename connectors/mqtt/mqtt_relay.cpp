#include "connectors/mqtt/mqtt_relay.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <string_view>
#include <system_error>
#include <vector>

namespace sluice::connectors {
namespace {

constexpr std::string_view user = "sluice";
constexpr std::size_t request_max = 4096;
constexpr int request_patience_ms = 1'000;
/// The most rooms that are copied after the client left: more than a socket can hold.
constexpr int last_rooms_max = 200;
/// Enough for a round trip to the broker. Not longer, because other clients wait meanwhile.
constexpr std::chrono::milliseconds see_off_max{50};

[[noreturn]] void fail(const char* call) {
  throw std::system_error(errno, std::generic_category(), call);
}

std::string random_secret() {
  std::array<unsigned char, 16> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) fail("RAND_bytes");
  std::string text;
  for (const unsigned char byte : bytes) text += fmt::format("{:02x}", byte);
  return text;
}

std::string base64(std::string_view text) {
  std::vector<unsigned char> room(4 * (text.size() / 3 + 1) + 1);
  const std::vector<unsigned char> bytes(text.begin(), text.end());
  const int size = EVP_EncodeBlock(room.data(), bytes.data(), static_cast<int>(bytes.size()));
  return {room.begin(), room.begin() + size};
}

Descriptor listen_on_loopback(std::uint16_t& port) {
  Descriptor listener{::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listener.get(), generic, size) != 0 || ::listen(listener.get(), 4) != 0 ||
      ::getsockname(listener.get(), generic, &size) != 0) {
    fail("listening on loopback");
  }
  port = ntohs(address.sin_port);
  return listener;
}

constexpr std::string_view request_end = "\r\n\r\n";

/// The request and the bytes after it: Paho already has its answer, so it may send more at once.
/// Empty when no request came.
std::string read_request(int socket, int cancel) {
  std::string request;
  while (request.find(request_end) == request.npos) {
    std::array<char, 512> room{};
    if (!wait_for(socket, POLLIN, cancel, request_patience_ms)) return {};
    const ssize_t got = ::recv(socket, room.data(), room.size(), 0);
    if (got < 0 && errno == EAGAIN) continue;
    if (got <= 0 || request.size() > request_max) return {};
    request.append(room.data(), static_cast<std::size_t>(got));
  }
  return request;
}

/// One direction of a connection.
class Pipe {
 public:
  /// `before`: bytes of `from` that were read already.
  Pipe(int from, int to, std::string_view before) : from_(from), to_(to), room_(64 * 1024) {
    end_ = before.copy(room_.data(), room_.size());
  }

  [[nodiscard]] bool wants_to_read() const noexcept { return begin_ == end_; }

  enum class Passed { something, nothing, the_end };

  /// Passes on the bytes that are there now, a room full at most.
  Passed pass() {
    if (begin_ == end_) {
      const ssize_t got = ::recv(from_, room_.data(), room_.size(), 0);
      if (got <= 0) return got < 0 && is_for_now() ? Passed::nothing : Passed::the_end;
      begin_ = 0;
      end_ = static_cast<std::size_t>(got);
    }
    const ssize_t put = ::send(to_, room_.data() + begin_, end_ - begin_, MSG_NOSIGNAL);
    if (put < 0) return is_for_now() ? Passed::nothing : Passed::the_end;
    begin_ += static_cast<std::size_t>(put);
    return Passed::something;
  }

 private:
  static bool is_for_now() noexcept { return errno == EAGAIN || errno == EINTR; }

  int from_;
  int to_;
  std::vector<char> room_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

short events_of(const Pipe& out, const Pipe& in) noexcept {
  const int read = out.wants_to_read() ? POLLIN : 0;
  const int write = in.wants_to_read() ? 0 : POLLOUT;
  return static_cast<short>(read | write);
}

/// A socket that is closed with bytes unread resets its connection, and the broker, which writes
/// on, may then never read the goodbye. So they are read, until the broker closes its end as well.
void see_off(int broker) {
  ::shutdown(broker, SHUT_WR);
  const auto deadline = std::chrono::steady_clock::now() + see_off_max;
  std::vector<char> room(64 * 1024);
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd readable{broker, POLLIN, 0};
    if (left.count() <= 0 || ::poll(&readable, 1, static_cast<int>(left.count())) <= 0) return;
    if (::recv(broker, room.data(), room.size(), 0) <= 0) return;
  }
}

void pass_both_ways(int client, std::string_view from_client, int broker, int cancel) {
  Pipe out{client, broker, from_client};
  Pipe in{broker, client, {}};
  for (;;) {
    std::array<pollfd, 3> descriptors{
        {{client, events_of(out, in), 0}, {broker, events_of(in, out), 0}, {cancel, POLLIN, 0}}};
    ::poll(descriptors.data(), descriptors.size(), -1);
    if (descriptors[2].revents != 0) break;
    if (out.pass() == Pipe::Passed::the_end || in.pass() == Pipe::Passed::the_end) break;
  }
  // A client that has left may have written its last acknowledgements and its goodbye just before.
  for (int rooms = 0; rooms < last_rooms_max && out.pass() == Pipe::Passed::something; ++rooms) {
  }
  see_off(broker);
}

}  // namespace

MqttRelay::MqttRelay(Descriptor socket)
    : broker_(std::move(socket)),
      cancel_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)),
      listener_(listen_on_loopback(port_)),
      secret_(random_secret()),
      thread_([this] { run(); }) {}

MqttRelay::~MqttRelay() {
  ::eventfd_write(cancel_.get(), 1);
  thread_.join();
}

std::string MqttRelay::proxy() const {
  return fmt::format("{}:{}@127.0.0.1:{}", user, secret_, port_);
}

void MqttRelay::cut() const noexcept {
  ::shutdown(broker_.get(), SHUT_RDWR);
}

void MqttRelay::run() {
  const std::string credential = base64(fmt::format("{}:{}", user, secret_));
  while (wait_for(listener_.get(), POLLIN, cancel_.get(), -1)) {
    const Descriptor client{
        ::accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)};
    if (client.get() < 0) continue;
    // The answer comes before the request: Paho holds its lock, and sleeps for a quarter of a
    // second, where it does not find the answer at once.
    constexpr std::string_view answer = "HTTP/1.1 200 OK\r\n\r\n";
    ::send(client.get(), answer.data(), answer.size(), MSG_NOSIGNAL);
    const std::string request = read_request(client.get(), cancel_.get());
    if (request.find("Basic " + credential + "\r\n") == request.npos) continue;
    const int on = 1;
    ::setsockopt(client.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    listener_.reset();
    const auto rest = std::string_view{request}.substr(request.find(request_end) + 4);
    return pass_both_ways(client.get(), rest, broker_.get(), cancel_.get());
  }
}

}  // namespace sluice::connectors
