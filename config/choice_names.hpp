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

constexpr std::array<config::EnumName<Format>, 4> enum_names(const Format*) {
  return {{{"raw", Format::raw},
           {"json", Format::json},
           {"cloudevents", Format::cloudevents},
           {"cloudevents_binary", Format::cloudevents_binary}}};
}

constexpr std::array<config::EnumName<DataShape>, 2> enum_names(const DataShape*) {
  return {{{"as_sent", DataShape::as_sent}, {"parsed", DataShape::parsed}}};
}

constexpr std::array<config::EnumName<RouteMode>, 2> enum_names(const RouteMode*) {
  return {{{"all", RouteMode::all}, {"first", RouteMode::first}}};
}

constexpr std::array<config::EnumName<OverflowPolicy>, 3> enum_names(const OverflowPolicy*) {
  return {{{"drop_oldest", OverflowPolicy::drop_oldest},
           {"drop_newest", OverflowPolicy::drop_newest},
           {"block", OverflowPolicy::block}}};
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

constexpr std::array<config::EnumName<BinaryPolicy>, 2> enum_names(const BinaryPolicy*) {
  return {{{"refuse", BinaryPolicy::refuse}, {"base64", BinaryPolicy::base64}}};
}

constexpr std::array<config::EnumName<PublishMode>, 2> enum_names(const PublishMode*) {
  return {{{"client_event", PublishMode::client_event}, {"http", PublishMode::http}}};
}

constexpr std::array<config::EnumName<Confirmation>, 2> enum_names(const Confirmation*) {
  return {{{"ping", Confirmation::ping}, {"written", Confirmation::written}}};
}

}  // namespace sluice

namespace sluice::telemetry {

constexpr std::array<config::EnumName<Level>, 4> enum_names(const Level*) {
  return {{{"debug", Level::debug},
           {"info", Level::info},
           {"warn", Level::warn},
           {"error", Level::error}}};
}

constexpr std::array<config::EnumName<LogFormat>, 2> enum_names(const LogFormat*) {
  return {{{"logfmt", LogFormat::logfmt}, {"json", LogFormat::json}}};
}

}  // namespace sluice::telemetry
