#pragma once

#include <boost/beast/http/verb.hpp>
#include <cstdint>
#include <string_view>

#include "gateway/net/admin_access.hpp"

namespace sluice::net {

/// What the admin server answers.
enum class AdminPage : std::uint8_t {
  page,
  metrics,
  live,
  ready,
  started,
  status,
  config,
  tap,
  reload,
  plan,
  none
};

/// The page of a request line's target.
[[nodiscard]] AdminPage admin_page(std::string_view target) noexcept;

/// What follows its `?`; empty where there is none.
[[nodiscard]] std::string_view query_of(std::string_view target) noexcept;

/// The methods of a page, in the form of the header Allow.
[[nodiscard]] std::string_view methods_of(AdminPage page) noexcept;

/// Whether the page is answered for this method. True for `none`, which is not there for any.
[[nodiscard]] bool is_answered(AdminPage page, boost::beast::http::verb method) noexcept;

/// What a request of this method for this page wants.
[[nodiscard]] AdminPurpose purpose_of(AdminPage page, boost::beast::http::verb method) noexcept;

}  // namespace sluice::net
