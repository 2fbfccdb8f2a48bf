#include <gmock/gmock.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <fstream>
#include <string>
#include <thread>

#include "gateway/net/admin_server.hpp"
#include "tests/unit/net/admin_client.hpp"

// Where the admin server listens: clusters of IPv4, of IPv6, and of both.
namespace sluice::net {
namespace {

namespace ip = boost::asio::ip;

Result<std::unique_ptr<AdminServer>> serve(boost::asio::io_context& loop,
                                           const std::string& listen) {
  static const telemetry::Log log{telemetry::Level::error, telemetry::LogFormat::logfmt};
  static AdminProbe probe;
  const auto healthy = [] { return Health{true, "ok"}; };
  return AdminServer::start(loop, {.listen = listen},
                            {.metrics = [] { return std::string{}; },
                             .live = healthy,
                             .ready = healthy,
                             .started = healthy,
                             .status = [](const auto& done) { done("{}"); },
                             .reload =
                                 [](const auto& done) {
                                   done({true, "{}"});
                                 },
                             .plan =
                                 [](const auto&) {
                                   return ChangeAnswer{true, "{}"};
                                 }},
                            log, probe);
}

/// The first line of what /livez answers at this address.
std::string ask(boost::asio::io_context& loop, std::uint16_t port, const ip::address& address) {
  AdminClient client{loop, port, address};
  client.send("GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  const std::string answer = client.rest();
  return answer.substr(0, answer.find('\r'));
}

bool has_ipv6() {
  std::ifstream addresses{"/proc/net/if_inet6"};
  return addresses.peek() != std::ifstream::traits_type::eof();
}

/// From now on this thread has a kernel without IPv6, as `ipv6.disable=1` makes one.
bool forget_ipv6() {
  std::array<sock_filter, 6> program{{
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args[0])),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_INET6, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EAFNOSUPPORT),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  }};
  const sock_fprog filter{program.size(), program.data()};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

TEST(AdminAddressTest, OfIPv6IsListenedOn) {
  if (!has_ipv6()) GTEST_SKIP() << "this machine has no IPv6";
  boost::asio::io_context loop;
  const auto server = serve(loop, "[::1]:0");
  ASSERT_TRUE(server) << server.error().message;
  EXPECT_EQ(ask(loop, (*server)->port(), ip::address_v6::loopback()), "HTTP/1.1 200 OK");
}

TEST(AdminAddressTest, ThatIsUnspecifiedTakesClientsOfBothFamilies) {
  if (!has_ipv6()) GTEST_SKIP() << "this machine has no IPv6";
  boost::asio::io_context loop;
  const auto server = serve(loop, "[::]:0");
  ASSERT_TRUE(server) << server.error().message;
  EXPECT_EQ(ask(loop, (*server)->port(), ip::address_v6::loopback()), "HTTP/1.1 200 OK");
  EXPECT_EQ(ask(loop, (*server)->port(), ip::address_v4::loopback()), "HTTP/1.1 200 OK");
}

TEST(AdminAddressTest, ThatIsUnspecifiedTakesIPv4WhereTheKernelHasNoIPv6) {
  std::thread{[] {
    if (!forget_ipv6()) GTEST_SKIP() << "this machine takes no seccomp filter";
    boost::asio::io_context loop;
    EXPECT_FALSE(serve(loop, "[::1]:0"));
    const auto server = serve(loop, "[::]:0");
    ASSERT_TRUE(server) << server.error().message;
    EXPECT_EQ(ask(loop, (*server)->port(), ip::address_v4::loopback()), "HTTP/1.1 200 OK");
  }}.join();
}

}  // namespace
}  // namespace sluice::net
