#include "tests/support/http_get.hpp"

#include <stdexcept>

#include "tests/support/tcp.hpp"

namespace sluice::test {

HttpAnswer http_get(std::uint16_t port, const std::string& path, Deadline deadline) {
  // HTTP/1.0: a body that ends with the connection, and is not in chunks.
  const std::string answer = exchange(
      port, "GET " + path + " HTTP/1.0\r\nHost: 127.0.0.1\r\nAccept: */*\r\n\r\n", deadline);
  const auto body = answer.find("\r\n\r\n");
  const auto status = answer.find(' ');
  if (!answer.starts_with("HTTP/1.") || body == std::string::npos) {
    throw std::runtime_error("not an HTTP answer: " + answer.substr(0, 200));
  }
  return {std::stoi(answer.substr(status + 1, 3)), answer.substr(body + 4)};
}

}  // namespace sluice::test
