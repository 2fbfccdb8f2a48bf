#pragma once

#include "config/gateway_config.hpp"

// The rules that concern several fields. Each check is called once, after the fields of its struct
// were read. A check skips a field that could not be read, so that no mistake is reported twice.
namespace sluice::config {

class Section;

void check(Section& section, const Tls& tls);
void check(Section& section, const Backoff& backoff);
void check(Section& section, const Auth& auth);
void check(Section& section, const User& user);
void check(Section& section, const ClientEvents& limits);
void check(Section& section, const Api& api);
void check(Section& section, const Connection& connection);
void check(Section& section, const Outbox& outbox);
void check(Section& section, const Route& route);
void check(Section& section, const Return& back);
void check(Section& section, const AdminTls& tls);
void check(Section& section, const Admin& admin);
void check(Section& section, const Gateway& gateway);

}  // namespace sluice::config
