#include "tests/support/auth_endpoint.hpp"

#include <string_view>

namespace sluice::test {

namespace {

std::string_view name_of(AuthAnswer answer) {
  switch (answer) {
    case AuthAnswer::ok:
      return "ok";
    case AuthAnswer::status:
      return "status";
    case AuthAnswer::hang:
      return "hang";
    case AuthAnswer::drop:
      return "drop";
    case AuthAnswer::malformed:
      return "malformed";
    case AuthAnswer::redirect:
      return "redirect";
    case AuthAnswer::big:
      return "big";
  }
  return {};
}

}  // namespace

AuthEndpoint::AuthEndpoint(Driver& driver, const ChannelsApp& app,
                           const std::optional<Certificate>& certificate)
    : driver_{driver}, name_{driver.next_name("auth")}, secure_{certificate.has_value()} {
  nlohmann::json arguments{{"id", name_},
                           {"app", {{"id", app.id}, {"key", app.key}, {"secret", app.secret}}},
                           {"master_key", app.encryption_master_key}};
  if (certificate) {
    arguments["certificate"] = {{"cert", certificate->certificate_file.string()},
                                {"key", certificate->key_file.string()}};
  }
  port_ = driver_.call("auth.start", std::move(arguments), within(answer_time)).at("port");
}

std::string AuthEndpoint::url() const {
  return (secure_ ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(port_) +
         "/pusher/auth";
}

void AuthEndpoint::behave(const std::vector<AuthRule>& rules) {
  auto list = nlohmann::json::array();
  for (const AuthRule& rule : rules) {
    list.push_back({{"answer", name_of(rule.answer)},
                    {"channel", rule.channel},
                    {"times", rule.times},
                    {"status", rule.status},
                    {"body", rule.body},
                    {"bytes", rule.bytes},
                    {"master_key", rule.master_key}});
  }
  driver_.call("auth.behave", {{"id", name_}, {"rules", list}}, within(answer_time));
}

std::vector<AuthRequest> AuthEndpoint::wait_requests(std::size_t count, Deadline deadline,
                                                     std::size_t from) {
  std::vector<AuthRequest> requests;
  for (const auto& item : driver_.items("auth.requests", name_, from, count, deadline)) {
    requests.push_back({item.at("method"), item.at("url"), item.at("headers"), item.at("body"),
                        item.at("peer_port")});
  }
  return requests;
}

std::size_t AuthEndpoint::request_count() {
  return wait_requests(0).size();
}

}  // namespace sluice::test
