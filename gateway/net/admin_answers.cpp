#include "gateway/net/admin_answers.hpp"

#include <fmt/format.h>

#include <boost/beast/http/field.hpp>
#include <boost/beast/http/status.hpp>
#include <utility>

#include "gateway/net/page_policy.hpp"

namespace sluice::net {
namespace {

namespace http = boost::beast::http;

AdminResponse make(http::status status, std::string_view content_type, std::string text) {
  AdminResponse response{status, 11};
  response.set(http::field::content_type, content_type);
  response.set(http::field::cache_control, "no-store");
  response.set("Content-Security-Policy", no_page_policy);
  response.set("X-Content-Type-Options", "nosniff");
  response.set("X-Frame-Options", "DENY");
  response.set("Referrer-Policy", "no-referrer");
  response.set("Cross-Origin-Resource-Policy", "same-origin");
  response.set("Cross-Origin-Opener-Policy", "same-origin");
  response.body() = std::move(text);
  return response;
}

AdminResponse html_page(std::string_view html) {
  auto response = make(http::status::ok, "text/html; charset=utf-8", std::string{html});
  response.set("Content-Security-Policy", page_policy(html));
  return response;
}

AdminResponse health(const Health& health) {
  return admin_text(health.ok ? http::status::ok : http::status::service_unavailable, health.text);
}

}  // namespace

AdminResponse admin_text(http::status status, std::string_view line) {
  return make(status, "text/plain; charset=utf-8", fmt::format("{}\n", line));
}

AdminResponse admin_json(std::string text) {
  return make(http::status::ok, "application/json", std::move(text));
}

AdminResponse admin_events() {
  return make(http::status::ok, "text/event-stream", {});
}

AdminResponse admin_change(ChangeAnswer answer) {
  auto response = admin_json(std::move(answer.json));
  if (!answer.ok) response.result(http::status::bad_request);
  return response;
}

AdminResponse admin_refused(const AdminRefusal& refusal) {
  auto response = admin_text(http::int_to_status(refusal.status), refusal.why);
  if (response.result() == http::status::unauthorized) {
    response.set(http::field::www_authenticate, "Bearer");
  }
  return response;
}

AdminResponse admin_other_method(AdminPage page) {
  const auto methods = methods_of(page);
  auto response =
      admin_text(http::status::method_not_allowed, fmt::format("answered for {} only", methods));
  response.set(http::field::allow, methods);
  return response;
}

AdminResponse admin_answer(const AdminHandlers& handlers, AdminPage page) {
  if (page == AdminPage::page) return html_page(handlers.page);
  if (page == AdminPage::metrics) {
    return make(http::status::ok, "text/plain; version=0.0.4; charset=utf-8", handlers.metrics());
  }
  if (page == AdminPage::config) {
    return make(http::status::ok, "text/plain; charset=utf-8", handlers.config());
  }
  if (page == AdminPage::live) return health(handlers.live());
  if (page == AdminPage::ready) return health(handlers.ready());
  if (page == AdminPage::started) return health(handlers.started());
  return admin_text(http::status::not_found,
                    "not found; there are /, /metrics, /livez, /readyz, /startupz, /api/v1/status, "
                    "/api/v1/config, /api/v1/tap and, for POST, /api/v1/reload and /api/v1/plan");
}

}  // namespace sluice::net
