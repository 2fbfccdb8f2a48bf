#include "connectors/mqtt/mqtt_relay.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <string>
#include <string_view>

#include <openssl/evp.h>

namespace sluice::connectors {
namespace {

/// A relay, and the broker's end of the connection that it was given.
class MqttRelayTest : public ::testing::Test {
 protected:
  MqttRelayTest() { open(); }

  void open() {
    std::array<int, 2> ends{};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()), 0);
    broker = Descriptor{ends[0]};
    relay = std::make_unique<MqttRelay>(Descriptor{ends[1]});
    const std::string proxy = relay->proxy();
    credential = proxy.substr(0, proxy.find('@'));
    port = static_cast<std::uint16_t>(std::stoi(proxy.substr(proxy.rfind(':') + 1)));
  }

  Descriptor dial() const {
    Descriptor socket{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    return socket;
  }

  static void send(const Descriptor& to, std::string_view text) {
    EXPECT_EQ(::send(to.get(), text.data(), text.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(text.size()));
  }

  /// So many bytes; fewer when the other side closed before.
  static std::string receive(const Descriptor& from, std::size_t bytes) {
    std::string text;
    while (text.size() < bytes) {
      pollfd readable{from.get(), POLLIN, 0};
      if (::poll(&readable, 1, 30'000) != 1) break;
      std::string room(bytes - text.size(), '\0');
      const ssize_t got = ::recv(from.get(), room.data(), room.size(), 0);
      if (got <= 0) break;
      text.append(room, 0, static_cast<std::size_t>(got));
    }
    return text;
  }

  static std::string request(const std::string& credential) {
    const std::basic_string<unsigned char> bytes(credential.begin(), credential.end());
    std::array<unsigned char, 256> room{};
    const int size = EVP_EncodeBlock(room.data(), bytes.data(), static_cast<int>(bytes.size()));
    return "CONNECT broker.test:8883 HTTP/1.1\r\nHost: broker.test\r\nProxy-authorization: Basic " +
           std::string(room.begin(), room.begin() + size) + "\r\n\r\n";
  }

  static constexpr std::string_view answer = "HTTP/1.1 200 OK\r\n\r\n";
  Descriptor broker;
  std::unique_ptr<MqttRelay> relay;
  std::string credential;
  std::uint16_t port = 0;
};

TEST_F(MqttRelayTest, PassesBytesBothWaysToWhoKnowsTheSecret) {
  const Descriptor client = dial();
  EXPECT_EQ(receive(client, answer.size()), answer) << "before the request: Paho polls for it";
  send(client, request(credential));
  send(client, "to the broker");
  EXPECT_EQ(receive(broker, 13), "to the broker");
  const std::string much(1'000'000, 'x');
  std::size_t sent = 0;
  std::string got;
  while (got.size() < much.size()) {
    const ssize_t put = ::send(broker.get(), much.data() + sent, much.size() - sent, MSG_NOSIGNAL);
    if (put > 0) sent += static_cast<std::size_t>(put);
    const std::string more = receive(client, std::min(sent - got.size(), std::size_t{60'000}));
    got += more;
    ASSERT_LE(got.size(), sent);
  }
  EXPECT_EQ(got, much);
}

TEST_F(MqttRelayTest, TurnsAwayWhoDoesNotAndGoesOnWaiting) {
  {
    const Descriptor stranger = dial();
    EXPECT_EQ(receive(stranger, answer.size()), answer);
    send(stranger, request("sluice:guess"));
    EXPECT_EQ(receive(stranger, 1), "");
  }
  const Descriptor client = dial();
  send(client, request(credential) + "hello");
  EXPECT_EQ(receive(broker, 5), "hello");
}

TEST_F(MqttRelayTest, EndsTheConnectionWhenEitherSideDoes) {
  const Descriptor client = dial();
  send(client, request(credential) + "x");
  EXPECT_EQ(receive(broker, 1), "x");
  broker.reset();
  EXPECT_EQ(receive(client, answer.size() + 1), answer);
}

TEST_F(MqttRelayTest, PassesOnWhatAClientWroteBeforeItLeft) {
  for (int round = 0; round < 100; ++round) {
    open();
    Descriptor client = dial();
    send(client, request(credential) + "hello");
    ASSERT_EQ(receive(broker, 5), "hello");
    send(client, "goodbye");
    client.reset();
    relay.reset();
    ASSERT_EQ(receive(broker, 7), "goodbye") << round;
  }
}

TEST_F(MqttRelayTest, ResetsNoConnectionOfABrokerThatStillWrites) {
  Descriptor client = dial();
  send(client, request(credential) + "hello");
  ASSERT_EQ(receive(broker, 5), "hello");
  const std::string much(64 * 1024, 'x');
  while (::send(broker.get(), much.data(), much.size(), MSG_NOSIGNAL) > 0) {
  }
  send(client, "goodbye");
  client.reset();
  relay.reset();
  EXPECT_EQ(receive(broker, 7), "goodbye");
  char room = 0;
  EXPECT_EQ(::recv(broker.get(), &room, 1, 0), 0) << "the end, and no error";
}

TEST_F(MqttRelayTest, EndsAtOnceWhenItIsDestroyed) {
  relay.reset();
  EXPECT_EQ(receive(broker, 1), "");
}

}  // namespace
}  // namespace sluice::connectors
