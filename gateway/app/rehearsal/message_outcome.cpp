#include "gateway/app/rehearsal/message_outcome.hpp"

#include <algorithm>
#include <utility>

#include "gateway/channels/publish/publish_rules.hpp"
#include "gateway/returns/make_event.hpp"

namespace sluice::app {
namespace {

const config::Connection& connection_of(const Plan& plan, ConnectionId id) {
  const auto& all = plan.config().connections;
  const auto found = std::ranges::find_if(
      all, [&](const auto& each) { return plan.names().connection(each.name) == id; });
  SLUICE_ASSERT(found != all.end(), "a return publishes through connections of its plan");
  return *found;
}

std::optional<channels::Refusal> prepare(ReturnEvent& event, PublishMode mode,
                                         const config::Connection& connection) {
  const std::size_t data_max = connection.client_events.max_bytes.count;
  switch (mode) {
    case PublishMode::client_event:
      return channels::prepare_client_event(
          event, data_max, std::ranges::count(connection.channels, event.channel) > 0);
    case PublishMode::http:
      return channels::refusal_of(event, {.data = data_max});
  }
  return std::nullopt;
}

MessageOutcome outcome_of(const Plan& plan, const returns::Return& by, const std::string& label,
                          returns::MessageReader& message, const returns::ReturnMoment& moment) {
  auto made = returns::make_event(by, message, moment);
  if (!made) {
    return {.by = label, .lost = made.error().loss, .detail = std::move(made).error().detail};
  }
  MessageOutcome outcome{.by = label, .event = *std::move(made)};
  const auto& connection =
      connection_of(plan, plan.returns().connection_for(by, outcome.event.channel));
  outcome.connection = connection.name;
  if (auto refusal = prepare(outcome.event, by.rule.publish, connection)) {
    outcome.lost = refusal->loss;
    outcome.detail = std::move(refusal->detail);
  }
  return outcome;
}

}  // namespace

std::vector<MessageOutcome> outcomes_of(const Plan& plan, std::string_view source,
                                        const Message& message, WallTime now) {
  std::vector<MessageOutcome> outcomes;
  returns::MessageReader reader{message};
  const returns::ReturnMoment moment{
      .now = Time{}, .wall_now = now, .origin = plan.config().origin};
  for (const returns::Return* by : plan.returns().of_source(plan.names().source(source))) {
    if (!by->takes(message)) continue;
    const auto label = std::ranges::find_if(plan.config().returns, [&](const auto& each) {
                         return plan.names().back(each.label) == by->rule.id;
                       })->label;
    outcomes.push_back(outcome_of(plan, *by, label, reader, moment));
  }
  return outcomes;
}

}  // namespace sluice::app
