#include "tests/support/api_endpoint.hpp"

namespace sluice::test {

ApiEndpoint::ApiEndpoint(Driver& driver, const ChannelsApp& app)
    : driver_{driver}, name_{driver.next_name("api")} {
  const nlohmann::json arguments{
      {"id", name_}, {"app", {{"id", app.id}, {"key", app.key}, {"secret", app.secret}}}};
  port_ = driver_.call("api.start", arguments, within(answer_time)).at("port");
}

std::string ApiEndpoint::url() const {
  return "http://127.0.0.1:" + std::to_string(port_);
}

void ApiEndpoint::answer(int status) {
  driver_.call("api.answer", {{"id", name_}, {"status", status}}, within(answer_time));
}

std::vector<ApiCall> ApiEndpoint::wait_calls(std::size_t count, std::size_t from,
                                             Deadline deadline) {
  std::vector<ApiCall> calls;
  for (const auto& item : driver_.items("api.requests", name_, from, count, deadline)) {
    calls.push_back({item.at("path"), nlohmann::json::parse(item.at("body").get<std::string>()),
                     item.at("status")});
  }
  return calls;
}

}  // namespace sluice::test
