#include "gateway/net/admin_pages.hpp"

#include <algorithm>
#include <array>

namespace sluice::net {
namespace {

namespace http = boost::beast::http;

struct Place {
  std::string_view path;
  AdminPage page;
};

constexpr auto places = std::to_array<Place>({{"/", AdminPage::page},
                                              {"/metrics", AdminPage::metrics},
                                              {"/livez", AdminPage::live},
                                              {"/readyz", AdminPage::ready},
                                              {"/startupz", AdminPage::started},
                                              {"/api/v1/status", AdminPage::status},
                                              {"/api/v1/config", AdminPage::config},
                                              {"/api/v1/tap", AdminPage::tap},
                                              {"/api/v1/reload", AdminPage::reload},
                                              {"/api/v1/plan", AdminPage::plan}});

bool is_posted(AdminPage page) noexcept {
  return page == AdminPage::reload || page == AdminPage::plan;
}

/// The page too: it says nothing, and asks for the token that its requests need.
bool is_for_everyone(AdminPage page) noexcept {
  return page == AdminPage::page || page == AdminPage::metrics || page == AdminPage::live ||
         page == AdminPage::ready || page == AdminPage::started;
}

bool reads(http::verb method) noexcept {
  return method == http::verb::get || method == http::verb::head;
}

}  // namespace

AdminPage admin_page(std::string_view target) noexcept {
  const auto place = std::ranges::find(places, target.substr(0, target.find('?')), &Place::path);
  return place == places.end() ? AdminPage::none : place->page;
}

std::string_view query_of(std::string_view target) noexcept {
  const auto mark = target.find('?');
  return mark == target.npos ? std::string_view{} : target.substr(mark + 1);
}

std::string_view methods_of(AdminPage page) noexcept {
  if (page == AdminPage::tap) return "GET";
  return is_posted(page) ? "POST" : "GET, HEAD";
}

bool is_answered(AdminPage page, http::verb method) noexcept {
  if (page == AdminPage::none) return true;
  if (page == AdminPage::tap) return method == http::verb::get;
  return is_posted(page) ? method == http::verb::post : reads(method);
}

AdminPurpose purpose_of(AdminPage page, http::verb method) noexcept {
  if (is_for_everyone(page)) return AdminPurpose::watch;
  return reads(method) ? AdminPurpose::read : AdminPurpose::change;
}

}  // namespace sluice::net
