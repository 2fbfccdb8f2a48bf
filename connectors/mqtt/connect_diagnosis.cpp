#include "connectors/mqtt/connect_diagnosis.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>

#include "connectors/errand.hpp"

namespace sluice::connectors {
namespace {

constexpr int patience_ms = 10'000;

template <auto free>
struct Free {
  template <class T>
  void operator()(T* object) const noexcept {
    free(object);
  }
};
using Context = std::unique_ptr<SSL_CTX, Free<SSL_CTX_free>>;
using Stream = std::unique_ptr<SSL, Free<SSL_free>>;
using Addresses = std::unique_ptr<addrinfo, Free<freeaddrinfo>>;

std::string openssl_reason() {
  const unsigned long error = ERR_get_error();
  const char* reason = ERR_reason_error_string(error);
  return reason == nullptr ? "the broker closed the connection" : reason;
}

/// An empty string and the connected socket, or the fault.
std::string connect_to(const std::string& address, std::uint16_t port, int cancel,
                       Descriptor& socket) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;  // there is nothing to look up
  addrinfo* found = nullptr;
  const int problem = ::getaddrinfo(address.c_str(), std::to_string(port).c_str(), &hints, &found);
  if (problem != 0) return ::gai_strerror(problem);
  const Addresses addresses{found};
  socket.reset(::socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (::connect(socket.get(), found->ai_addr, found->ai_addrlen) != 0 && errno != EINPROGRESS) {
    return std::strerror(errno);
  }
  if (!wait_for(socket.get(), POLLOUT, cancel, patience_ms)) return "no answer";
  int error = 0;
  socklen_t size = sizeof(error);
  ::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &size);
  return error == 0 ? std::string{} : std::strerror(error);
}

std::string load(SSL_CTX* context, const BrokerTls& tls) {
  if (tls.ca_file.empty()) {
    SSL_CTX_set_default_verify_paths(context);
  } else if (SSL_CTX_load_verify_locations(context, tls.ca_file.path().c_str(), nullptr) != 1) {
    return "ca_file: " + openssl_reason();
  }
  if (!tls.cert_file.empty() &&
      SSL_CTX_use_certificate_chain_file(context, tls.cert_file.path().c_str()) != 1) {
    return "cert_file: " + openssl_reason();
  }
  if (!tls.cert_file.empty() &&
      SSL_CTX_use_PrivateKey_file(context, tls.key().path().c_str(), SSL_FILETYPE_PEM) != 1) {
    return "key_file: " + openssl_reason();
  }
  return {};
}

/// The certificate must be for the URL's host: for the address where it is one, else for the name.
void expect_host(SSL* stream, const std::string& host) {
  X509_VERIFY_PARAM* const parameters = SSL_get0_param(stream);
  if (X509_VERIFY_PARAM_set1_ip_asc(parameters, host.c_str()) == 1) return;
  X509_VERIFY_PARAM_set1_host(parameters, host.c_str(), host.size());
  SSL_ctrl(stream, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
           const_cast<char*>(host.c_str()));
}

std::string shake_hands(SSL* stream, int socket, int cancel) {
  for (;;) {
    const int result = SSL_connect(stream);
    if (result == 1) return {};
    switch (SSL_get_error(stream, result)) {
      case SSL_ERROR_WANT_READ:
        if (!wait_for(socket, POLLIN, cancel, patience_ms)) return "TLS handshake: no answer";
        break;
      case SSL_ERROR_WANT_WRITE:
        if (!wait_for(socket, POLLOUT, cancel, patience_ms)) return "TLS handshake: no answer";
        break;
      default:
        if (const long verdict = SSL_get_verify_result(stream); verdict != X509_V_OK) {
          return std::string{"broker's certificate refused: "} +
                 X509_verify_cert_error_string(verdict);
        }
        return "TLS handshake: " + openssl_reason();
    }
  }
}

}  // namespace

std::string diagnose_connection(const config::Url& endpoint, const std::string& address,
                                const BrokerTls& tls, int cancel) {
  Descriptor socket;
  if (auto problem = connect_to(address, endpoint.port, cancel, socket); !problem.empty()) {
    return problem;
  }
  if (!endpoint.tls) return {};
  ERR_clear_error();
  const Context context{SSL_CTX_new(TLS_client_method())};
  if (auto problem = load(context.get(), tls); !problem.empty()) return problem;
  if (tls.verify) SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  const Stream stream{SSL_new(context.get())};
  SSL_set_fd(stream.get(), socket.get());
  if (tls.verify) expect_host(stream.get(), endpoint.host);
  return shake_hands(stream.get(), socket.get(), cancel);
}

ConnectDiagnosis::ConnectDiagnosis(const config::Url& endpoint, const std::string& address,
                                   const BrokerTls& tls, Loop& loop, MqttReceiver& receiver)
    : address_(address),
      inbox_(std::make_shared<MqttInbox>(loop, receiver)),
      cancel_(std::make_shared<Descriptor>(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC))) {
  const bool begun = run_errand([endpoint, address, tls, inbox = inbox_, cancel = cancel_] {
    inbox->put({.kind = MqttSignal::Kind::diagnosed,
                .text = diagnose_connection(endpoint, address, tls, cancel->get())});
  });
  if (!begun) inbox_->put({.kind = MqttSignal::Kind::diagnosed, .text = "no thread left to ask"});
}

ConnectDiagnosis::~ConnectDiagnosis() {
  inbox_->close();
  ::eventfd_write(cancel_->get(), 1);
}

}  // namespace sluice::connectors
