#include "tests/support/http_get.hpp"

#include <stdexcept>

#include "tests/support/tcp.hpp"

namespace sluice::test {

namespace {

/// HTTP/1.0: a body that ends with the connection, and is not in chunks.
HttpAnswer ask(std::uint16_t port, const std::string& method_and_path, const std::string& headers,
               Deadline deadline) {
  const std::string answer = exchange(
      port, method_and_path + " HTTP/1.0\r\nHost: 127.0.0.1\r\nAccept: */*\r\n" + headers + "\r\n",
      deadline);
  const auto body = answer.find("\r\n\r\n");
  const auto status = answer.find(' ');
  if (!answer.starts_with("HTTP/1.") || body == std::string::npos) {
    throw std::runtime_error("not an HTTP answer: " + answer.substr(0, 200));
  }
  return {std::stoi(answer.substr(status + 1, 3)), answer.substr(body + 4)};
}

}  // namespace

HttpAnswer http_get(std::uint16_t port, const std::string& path, Deadline deadline) {
  return ask(port, "GET " + path, "", deadline);
}

HttpAnswer http_post(std::uint16_t port, const std::string& path, const std::string& headers,
                     Deadline deadline) {
  return ask(port, "POST " + path, headers, deadline);
}

}  // namespace sluice::test
