#include "tests/unit/channels/client_event_fixture.hpp"

#include <nlohmann/json.hpp>

namespace sluice::channels {

std::vector<std::string> ClientEventFixture::sent() const {
  constexpr std::string_view prefix = "client-";
  std::vector<std::string> names;
  for (const auto& send : all<Send>()) {
    const std::string event = nlohmann::json::parse(send.text)["event"];
    if (event.starts_with(prefix)) names.push_back(event.substr(prefix.size()));
  }
  return names;
}

std::vector<std::uint64_t> ClientEventFixture::confirmed() const {
  std::vector<std::uint64_t> tickets;
  for (const auto& settle : all<Settled>()) {
    if (!settle.outcome.loss) tickets.push_back(settle.ticket.sequence);
  }
  return tickets;
}

}  // namespace sluice::channels
