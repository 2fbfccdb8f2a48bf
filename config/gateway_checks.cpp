#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "config/checks.hpp"
#include "config/endpoint_checks.hpp"
#include "config/pem_check.hpp"
#include "config/return_section_checks.hpp"
#include "config/section.hpp"
#include "config/token_text.hpp"
#include "config/url.hpp"
#include "gateway/text/utf8.hpp"

namespace sluice::config {
namespace {

/// A name that is defined elsewhere in the file, in the top-level section `defined_in`.
void check_reference(const Section& top, const std::optional<Value>& reference,
                     std::string_view defined_in) {
  if (!reference || reference->node().type != Node::Type::scalar) return;
  // A bad or missing section is reported itself.
  const auto& problems = top.value().reading().problems;
  if (reference->node().text.empty() || std::ranges::count(problems, defined_in, &Problem::path)) {
    return;
  }
  // Names from the file itself: a route may refer to a sink that has a problem.
  std::vector<std::string_view> names;
  if (const auto defined = top.value().find(defined_in)) {
    for (const Node& entry : defined->node().children) names.push_back(entry.key);
  }
  if (std::ranges::find(names, reference->node().text) != names.end()) return;
  reference->problem(fmt::format("{} is not one of the {}{}", reference->shown(), defined_in,
                                 reference->did_you_mean(names)));
}

/// The same for the one value, or for each item of a list.
void check_references(const Section& top, const std::optional<Value>& references,
                      std::string_view defined_in) {
  if (!references) return;
  check_reference(top, references, defined_in);
  if (references->node().type != Node::Type::sequence) return;
  for (const Value& reference : references->children()) check_reference(top, reference, defined_in);
}

void check_dead_letter_name(const Section& top, const Value& rule) {
  if (const auto dead_letter = rule.find("dead_letter")) {
    check_reference(top, dead_letter->find("to"), "sinks");
  }
}

void check_route_names(const Section& top) {
  const auto routes = top.value().find("routes");
  if (!routes) return;
  for (const Value& route : routes->children()) {
    check_reference(top, route.find("to"), "sinks");
    check_dead_letter_name(top, route);
    if (const auto match = route.find("match")) {
      check_reference(top, match->find("connection"), "connections");
    }
  }
}

void check_origin(const Section& top, const std::string& text) {
  const auto origin = top.sound("origin");
  if (!origin) return;
  if (text.empty()) return origin->problem("must not be empty");
  // The origin is a header of many records, and MQTT brokers close a connection for such a text.
  const std::string_view why = text::why_not_plain(text);
  if (!why.empty()) origin->problem(fmt::format("{} {}", origin->shown(), why));
}

void check_return_names(const Section& top) {
  const auto returns = top.value().find("returns");
  if (!returns) return;
  for (const Value& back : returns->children()) {
    check_reference(top, back.find("from"), "sources");
    check_references(top, back.find("to"), "connections");
    check_dead_letter_name(top, back);
  }
}

/// A file without routes and returns is more likely unfinished than intended.
void check_purpose(const Section& top) {
  for (const auto* rules : {"routes", "returns"}) {
    const auto found = top.value().find(rules);
    if (found && (found->node().type != Node::Type::sequence || !found->node().children.empty())) {
      return;
    }
  }
  top.value().key_problem("needs routes or returns");
}

}  // namespace

/// One of two bounds is pointless when the other is always reached first. A bound at its default is
/// not reported, because the author did not choose it.
void check(Section& section, const Outbox& outbox) {
  constexpr std::int64_t small_record = 64;
  constexpr std::int64_t large_record = 16 * 1024;
  if (outbox.max_records <= 0) return;
  const auto room = static_cast<std::int64_t>(outbox.max_bytes.count) / outbox.max_records;
  const auto bytes = section.sound("max_bytes");
  const auto records = section.sound("max_records");
  if (bytes && room > large_record) {
    bytes->warning(
        fmt::format("is not reached unless records are larger than {} bytes: "
                    "max_records, {}, is reached first; raise it as well",
                    room, outbox.max_records));
  } else if (records && room < small_record) {
    records->warning(
        fmt::format("is not reached unless records are smaller than {} bytes: "
                    "max_bytes, {}, is reached first; raise it as well",
                    room + 1, outbox.max_bytes.count));
  }
}

void check(Section& section, const Route& route) {
  const bool table_known = !section.value().find("table") || section.sound("table");
  if (!route.own_member && !route.table && table_known) {
    section.problem("own_member", "belongs to table: true");
  }
  const bool format_known = !section.value().find("format") || section.sound("format");
  if (!format_known || !section.sound("data")) return;
  if (route.data == DataShape::parsed && route.format != Format::json) {
    section.problem("data", "parsed belongs to format: json");
  }
}

void check(Section& section, const AdminTls&) {
  check_pem_file(section.value(), "certificate_file", "CERTIFICATE");
  check_pem_file(section.value(), "key_file", "PRIVATE KEY");
}

void check(Section& section, const Admin& admin) {
  if (const auto listen = section.sound("listen")) {
    if (const auto parsed = parse_listen_address(admin.listen); !parsed) {
      listen->problem(fmt::format("{} {}", listen->shown(), parsed.error().message));
    }
  }
  if (const auto token = section.sound("token"); token && !admin.token.empty()) {
    const auto reason = why_no_token(token->node().text);
    if (!reason.empty()) token->problem(std::string{reason});
  }
  if (const auto hosts = section.sound("hosts")) {
    for (const auto& host : hosts->children()) {
      if (host.node().text.empty() || !consists_of(host.node().text, "-._")) {
        host.problem(fmt::format("{} is not the name of a machine", host.shown()));
      }
    }
  }
}

void check(Section& section, const Gateway& gateway) {
  check_origin(section, gateway.origin);
  check_purpose(section);
  check_route_names(section);
  check_return_names(section);
  check_returns(section, gateway);
}

}  // namespace sluice::config
