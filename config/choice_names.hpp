#pragma once

#include <array>

#include "config/fields.hpp"
#include "gateway/core/enum.hpp"
#include "gateway/core/event.hpp"
#include "gateway/core/kind_set.hpp"
#include "gateway/core/return_choices.hpp"
#include "gateway/core/route_choices.hpp"
#include "gateway/telemetry/log_choices.hpp"

// The spellings of the choices that other modules define. They stand in the namespaces of the
// enums, where argument-dependent lookup finds them.
namespace sluice {

constexpr auto enum_names(const Format*) {
  return std::to_array<config::EnumName<Format>>(
      {{"raw", Format::raw},
       {"json", Format::json},
       {"cloudevents", Format::cloudevents},
       {"cloudevents_binary", Format::cloudevents_binary}});
}

constexpr auto enum_names(const DataShape*) {
  return std::to_array<config::EnumName<DataShape>>(
      {{"as_sent", DataShape::as_sent}, {"parsed", DataShape::parsed}});
}

constexpr auto enum_names(const RouteMode*) {
  return std::to_array<config::EnumName<RouteMode>>(
      {{"all", RouteMode::all}, {"first", RouteMode::first}});
}

constexpr auto enum_names(const OverflowPolicy*) {
  return std::to_array<config::EnumName<OverflowPolicy>>(
      {{"drop_oldest", OverflowPolicy::drop_oldest},
       {"drop_newest", OverflowPolicy::drop_newest},
       {"block", OverflowPolicy::block}});
}

/// Each kind by its own name, and `presence` for the joins and departures of members.
constexpr std::array<config::EnumName<KindSet>, enum_count<EventKind> + 1> enum_names(
    const KindSet*) {
  std::array<config::EnumName<KindSet>, enum_count<EventKind> + 1> names{};
  std::size_t used = 0;
  for (std::size_t i = 0; i < enum_count<EventKind>; ++i) {
    const auto kind = static_cast<EventKind>(i);
    if (kind == EventKind::presence_joined) names[used++] = {"presence", KindSet::members()};
    names[used++] = {to_string(kind), KindSet{kind}};
  }
  return names;
}

constexpr auto enum_names(const BinaryPolicy*) {
  return std::to_array<config::EnumName<BinaryPolicy>>(
      {{"refuse", BinaryPolicy::refuse}, {"base64", BinaryPolicy::base64}});
}

constexpr auto enum_names(const PublishMode*) {
  return std::to_array<config::EnumName<PublishMode>>(
      {{"client_event", PublishMode::client_event}, {"http", PublishMode::http}});
}

constexpr auto enum_names(const Confirmation*) {
  return std::to_array<config::EnumName<Confirmation>>(
      {{"ping", Confirmation::ping}, {"written", Confirmation::written}});
}

}  // namespace sluice

namespace sluice::telemetry {

constexpr auto enum_names(const Level*) {
  return std::to_array<config::EnumName<Level>>({{"debug", Level::debug},
                                                 {"info", Level::info},
                                                 {"warn", Level::warn},
                                                 {"error", Level::error}});
}

constexpr auto enum_names(const LogFormat*) {
  return std::to_array<config::EnumName<LogFormat>>(
      {{"logfmt", LogFormat::logfmt}, {"json", LogFormat::json}});
}

}  // namespace sluice::telemetry
