#pragma once

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <string>
#include <string_view>

#include "gateway/net/admin_access.hpp"
#include "gateway/net/admin_pages.hpp"
#include "gateway/net/admin_server.hpp"

// The admin server's answers. Each of them tells browsers to keep no copy, to show it nowhere but
// on a page of its own, and to run nothing of it.
namespace sluice::net {

using AdminResponse = boost::beast::http::response<boost::beast::http::string_body>;

/// One line for a person.
[[nodiscard]] AdminResponse admin_text(boost::beast::http::status status, std::string_view line);

[[nodiscard]] AdminResponse admin_json(std::string text);
/// The head of a stream of server-sent events, which ends with its connection.
[[nodiscard]] AdminResponse admin_events();
[[nodiscard]] AdminResponse admin_change(ChangeAnswer answer);
[[nodiscard]] AdminResponse admin_refused(const AdminRefusal& refusal);

/// To a request of a method that the page does not have.
[[nodiscard]] AdminResponse admin_other_method(AdminPage page);

/// Of a page that is known at once, or of none. Throws what its handler throws.
[[nodiscard]] AdminResponse admin_answer(const AdminHandlers& handlers, AdminPage page);

}  // namespace sluice::net
