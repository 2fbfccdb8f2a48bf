// A Channels server that costs as little as possible, so that what it feeds can be measured: one
// thread, plain sockets, frames made once. It accepts the upgrade, says connection_established and
// answers subscriptions and pings. At each SIGUSR1 it sends each subscribed connection its events,
// `segment` frames in one write, at a rate or as fast as TCP takes them; then it is silent again.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/bench/system_call.hpp"

namespace {

using sluice::bench::check;

volatile std::sig_atomic_t go = 0;

struct Options {
  std::size_t events = 0;  ///< for each connection; a multiple of segment
  std::size_t segment = 64;
  std::size_t rate = 0;  ///< events a second of all connections; 0: as fast as TCP takes them
};

std::string accept_for(std::string_view key) {
  const std::string text = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
  SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  std::array<unsigned char, 32> base64{};
  EVP_EncodeBlock(base64.data(), digest.data(), int(digest.size()));
  return reinterpret_cast<const char*>(base64.data());
}

/// One text frame as a server sends it: not masked.
std::string text_frame(std::string_view payload) {
  std::string frame{'\x81'};
  if (payload.size() < 126) {
    frame += static_cast<char>(payload.size());
  } else {
    frame +=
        {'\x7E', static_cast<char>(payload.size() >> 8), static_cast<char>(payload.size() & 0xFF)};
  }
  return frame += payload;
}

/// An event of about 250 bytes whose data is JSON inside a JSON string, as Channels servers send
/// it.
std::string event_frame(const std::string& channel, std::size_t number) {
  const std::string digits = std::to_string(100 + number);
  const std::string data = R"({\"id\":700000)" + digits + R"(,\"symbol\":\"BTC-EUR\",\"side\":\")" +
                           (number % 2 == 0 ? "buy" : "sell") + R"(\",\"price\":\"64)" + digits +
                           R"(.50\",\"size\":\"0.1)" + digits +
                           R"(\",\"venue\":\"xetra\",\"fee\":\"EUR\",\"time\":1718000000)" +
                           digits + R"(,\"maker\":\"m-20)" + digits + R"(\",\"seq\":)" + digits +
                           "}";
  return text_frame(R"({"event":"trade","channel":")" + channel + R"(","data":")" + data + "\"}");
}

/// The text between `before` and the next `end`; empty when there is none.
std::string_view between(std::string_view text, std::string_view before, char end) {
  const auto at = text.find(before);
  if (at == std::string_view::npos) return {};
  text.remove_prefix(at + before.size());
  return text.substr(0, text.find(end));
}

class Peer {
 public:
  Peer(int socket, std::size_t number) : socket_(socket), number_(number) {
    const int on = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    check(fcntl(socket, F_SETFL, O_NONBLOCK), "fcntl");
  }

  [[nodiscard]] pollfd wanted() const {
    const bool writes = flood_left_ > 0 || !out_.empty();
    return {socket_, static_cast<short>(writes ? POLLIN | POLLOUT : POLLIN), 0};
  }
  [[nodiscard]] bool subscribed() const { return !channel_.empty(); }
  [[nodiscard]] bool flooding() const { return flood_left_ > 0; }
  [[nodiscard]] int socket() const { return socket_; }

  void prepare(std::size_t frames) {
    segment_.clear();
    for (std::size_t i = 0; i < frames; ++i) segment_ += event_frame(channel_, i);
  }
  /// Owes the peer one more segment.
  void flood() { ++flood_left_; }

  /// False when the peer has gone.
  bool read() {
    std::array<char, 4096> bytes{};
    const auto size = recv(socket_, bytes.data(), bytes.size(), 0);
    if (size == 0 || (size < 0 && errno != EAGAIN)) return false;
    if (size > 0) in_.append(bytes.data(), std::size_t(size));
    if (!upgraded_) upgrade();
    while (upgraded_ && take_frame()) {
    }
    return true;
  }

  /// Sends what is owed first, then one segment of the flood. False when the peer has gone.
  bool write() {
    if (out_.empty() && flood_left_ > 0)
      return send_some(segment_, sent_, [this] {
        sent_ = 0;
        --flood_left_;
      });
    std::size_t from = 0;
    const bool there = send_some(out_, from, [] {});
    out_.erase(0, from);
    return there;
  }

 private:
  template <class Done>
  bool send_some(const std::string& bytes, std::size_t& from, Done done) {
    const auto size = send(socket_, bytes.data() + from, bytes.size() - from, MSG_NOSIGNAL);
    if (size < 0) return errno == EAGAIN;
    from += std::size_t(size);
    if (from == bytes.size()) done();
    return true;
  }

  void upgrade() {
    const auto end = in_.find("\r\n\r\n");
    if (end == std::string::npos) return;
    auto key = between(in_, "Sec-WebSocket-Key: ", '\r');
    if (key.empty()) key = between(in_, "sec-websocket-key: ", '\r');
    out_ +=
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Accept: " +
        accept_for(key) + "\r\n\r\n";
    out_ += text_frame(R"({"event":"pusher:connection_established","data":"{\"socket_id\":\")" +
                       std::to_string(number_) + R"(.1\",\"activity_timeout\":120}"})");
    in_.erase(0, end + 4);
    upgraded_ = true;
  }

  /// Takes one masked frame of less than 64 KiB off in_.
  bool take_frame() {
    if (in_.size() < 2) return false;
    const auto byte = [this](std::size_t i) {
      return std::size_t(static_cast<unsigned char>(in_[i]));
    };
    std::size_t length = byte(1) & 0x7F;
    std::size_t header = 2;
    if (length == 126) {
      if (in_.size() < 4) return false;
      length = byte(2) << 8 | byte(3);
      header = 4;
    }
    if (in_.size() < header + 4 + length) return false;
    const std::string mask = in_.substr(header, 4);
    std::string payload = in_.substr(header + 4, length);
    for (std::size_t i = 0; i < length; ++i)
      payload[i] = static_cast<char>(payload[i] ^ mask[i % 4]);
    const auto opcode = byte(0) & 0x0F;
    in_.erase(0, header + 4 + length);
    if (opcode == 1) answer(payload);
    if (opcode == 9) out_ += std::string{'\x8A', static_cast<char>(length)} + payload;
    return true;
  }

  void answer(std::string_view message) {
    const auto event = between(message, R"("event":")", '"');
    if (event == "pusher:ping") out_ += text_frame(R"({"event":"pusher:pong","data":"{}"})");
    if (event != "pusher:subscribe") return;
    channel_ = between(message, R"("channel":")", '"');
    out_ +=
        text_frame(R"({"event":"pusher_internal:subscription_succeeded","data":"{}","channel":")" +
                   channel_ + "\"}");
  }

  int socket_;
  std::size_t number_;
  bool upgraded_ = false;
  std::string in_;
  std::string out_;
  std::string channel_;  ///< the last one subscribed to
  std::string segment_;
  std::size_t sent_ = 0;  ///< of segment_
  std::size_t flood_left_ = 0;
};

class FloodServer {
 public:
  explicit FloodServer(Options options) : options_(options) {
    listener_ = socket(AF_INET, SOCK_STREAM, 0);
    check(listener_, "socket");
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    check(bind(listener_, any, size), "bind");
    check(listen(listener_, 1024), "listen");
    check(getsockname(listener_, any, &size), "getsockname");
    std::printf("port %d frame %zu\n", ntohs(address.sin_port), event_frame("market-00", 0).size());
  }

  void run() {
    while (true) {
      std::vector<pollfd> wanted{{listener_, POLLIN, 0}};
      for (const Peer& peer : peers_) wanted.push_back(peer.wanted());
      const int wait_ms = begun_ < to_begin_ ? 1 : -1;
      if (poll(wanted.data(), wanted.size(), wait_ms) >= 0) {
        serve(wanted);
        if ((wanted[0].revents & POLLIN) != 0) accept_one();
      } else if (errno != EINTR) {
        check(-1, "poll");
      }
      if (std::exchange(go, 0) != 0) start_flood();
      flood_on();
    }
  }

 private:
  void accept_one() {
    const int peer = accept(listener_, nullptr, nullptr);
    if (peer >= 0) peers_.emplace_back(peer, ++accepted_);
  }

  void serve(const std::vector<pollfd>& wanted) {
    const bool was_flooding = flooding();
    std::vector<int> gone;
    for (std::size_t i = 0; i < peers_.size(); ++i) {
      const auto events = wanted[i + 1].revents;
      bool there = true;
      if ((events & POLLOUT) != 0) there = peers_[i].write();
      if (there && (events & (POLLIN | POLLHUP | POLLERR)) != 0) there = peers_[i].read();
      if (!there) gone.push_back(peers_[i].socket());
    }
    std::erase_if(peers_, [&](const Peer& peer) {
      return std::find(gone.begin(), gone.end(), peer.socket()) != gone.end();
    });
    for (const int socket : gone) close(socket);
    const auto subscribed = std::count_if(peers_.begin(), peers_.end(),
                                          [](const Peer& peer) { return peer.subscribed(); });
    if (std::exchange(subscribed_, subscribed) != subscribed)
      std::printf("subscribed %td\n", subscribed);
    if (was_flooding && !flooding()) std::printf("sent\n");
  }

  void start_flood() {
    for (Peer& peer : peers_) peer.prepare(options_.segment);
    start_ = std::chrono::steady_clock::now();
    begun_ = 0;
    to_begin_ = peers_.size() * options_.events / options_.segment;
  }

  /// Owes the peers in turn what is due by now.
  void flood_on() {
    if (begun_ == to_begin_) return;
    const std::chrono::duration<double> since = std::chrono::steady_clock::now() - start_;
    const double segments = since.count() * double(options_.rate) / double(options_.segment);
    const auto due = options_.rate == 0 ? to_begin_ : std::min(to_begin_, std::size_t(segments));
    for (; begun_ < due && !peers_.empty(); ++begun_) peers_[begun_ % peers_.size()].flood();
  }

  [[nodiscard]] bool flooding() const {
    return begun_ < to_begin_ || std::any_of(peers_.begin(), peers_.end(),
                                             [](const Peer& peer) { return peer.flooding(); });
  }

  Options options_;
  int listener_ = -1;
  std::size_t accepted_ = 0;
  std::ptrdiff_t subscribed_ = 0;
  std::vector<Peer> peers_;
  // Segments of the flood, for all peers.
  std::size_t begun_ = 0;
  std::size_t to_begin_ = 0;
  std::chrono::steady_clock::time_point start_{};
};

}  // namespace

// flood_server [EVENTS PER CONNECTION [FRAMES PER SEGMENT [EVENTS PER SECOND]]]
int main(int argc, char** argv) {
  setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);
  struct sigaction action {};
  action.sa_handler = [](int) { go = 1; };
  sigaction(SIGUSR1, &action, nullptr);
  Options options;
  if (argc > 1) options.events = std::strtoull(argv[1], nullptr, 10);
  if (argc > 2) options.segment = std::max(1ULL, std::strtoull(argv[2], nullptr, 10));
  if (argc > 3) options.rate = std::strtoull(argv[3], nullptr, 10);
  try {
    FloodServer{options}.run();
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "flood_server: %s\n", problem.what());
    return 1;
  }
}
