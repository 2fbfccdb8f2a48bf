#include "gateway/net/http_clients.hpp"

#include <utility>

#include "tests/unit/net/http_client_fixture.hpp"
#include "tests/unit/net/tls_fixture.hpp"

namespace sluice::net {
namespace {

using boost::asio::awaitable;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

/// Several who ask through one client.
class HttpClientsTest : public HttpClientFixture {
 protected:
  void post(HttpClient& client, Tethers& asker, std::string body) {
    client.send([body] { return HttpRequest{.body = body}; }, told(), asker);
  }
  HttpClient::Done told() {
    return [this](const Result<HttpResponse>& result) {
      results_.push_back(result ? result->body : result.error().message);
    };
  }

  HttpClients clients_{loop_, lookups_, contexts_};
  Tethers ann_;
  Tethers ben_;
};

/// Answers with the body of the request.
awaitable<void> echo(Peer& peer) {
  for (;;) {
    const auto request = co_await peer.request();
    if (request.empty()) co_return;
    co_await peer.send(http_answer(200, request.substr(request.find("\r\n\r\n") + 4)));
  }
}

TEST_F(HttpClientsTest, AreOneForEachEndpointWithTheSameSettings) {
  const auto first = endpoint(1);
  auto slower = first;
  slower.timeout *= 2;
  auto another = first;
  another.url.target = "/other";
  auto trusting = first;
  trusting.tls.verify = false;
  auto* const client = clients_.of(first).value();
  EXPECT_EQ(clients_.of(endpoint(1)).value(), client);
  EXPECT_NE(clients_.of(slower).value(), client);
  EXPECT_NE(clients_.of(another).value(), client);
  EXPECT_NE(clients_.of(trusting).value(), client);
  EXPECT_EQ(clients_.of(first).value(), client);
}

TEST_F(HttpClientsTest, SayWhyThereIsNone) {
  auto to = endpoint(1, "https");
  to.tls = trusting_text("/useless", "");
  EXPECT_THAT(clients_.of(to).error().message, HasSubstr("/useless"));
}

TEST_F(HttpClientsTest, HoldAllWhoAskToTheBoundOfTheEndpoint) {
  ScriptedServer server{loop_, echo};
  auto to = endpoint(server.port());
  to.concurrent_max = 1;
  post(*clients_.of(to).value(), ann_, "ann");
  post(*clients_.of(to).value(), ben_, "ben");
  EXPECT_THAT(results(2), ElementsAre("ann", "ben"));
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(HttpClientsTest, LetAllWhoAskTakeTurns) {
  ScriptedServer server{loop_, echo};
  auto to = endpoint(server.port());
  to.concurrent_max = 1;
  auto& client = *clients_.of(to).value();
  for (const char* body : {"ann 1", "ann 2", "ann 3"}) post(client, ann_, body);
  post(client, ben_, "ben");
  EXPECT_THAT(results(4), ElementsAre("ann 1", "ben", "ann 2", "ann 3"));
}

TEST_F(HttpClientsTest, RefuseOnlyTheOneWhoAsksForTooMuch) {
  ScriptedServer server{loop_, echo};
  auto to = endpoint(server.port());
  to.waiting_max = 2;
  auto& client = *clients_.of(to).value();
  for (int i = 0; i < 3; ++i) post(client, ann_, "ann");
  post(client, ben_, "ben");
  EXPECT_THAT(results(4), UnorderedElementsAre("ann", "ann", "ben", HasSubstr("already wait")));
}

TEST_F(HttpClientsTest, CountNothingThatWasWithdrawn) {
  ScriptedServer server{loop_, echo};
  auto to = endpoint(server.port());
  to.waiting_max = 2;
  auto& client = *clients_.of(to).value();
  for (int i = 0; i < 2; ++i) post(client, ann_, "withdrawn");
  ann_.cut();
  for (int i = 0; i < 2; ++i) post(client, ann_, "ann");
  EXPECT_THAT(results(2), ElementsAre("ann", "ann"));
}

TEST_F(HttpClientsTest, TellNothingToOneWhoHasGone) {
  ScriptedServer server{loop_, echo};
  auto to = endpoint(server.port());
  to.concurrent_max = 1;
  auto& client = *clients_.of(to).value();
  post(client, ann_, "ann, perhaps under way");
  post(client, ann_, "ann");
  post(client, ben_, "ben");
  loop_.poll_one();
  ann_.cut();
  EXPECT_THAT(results(1), ElementsAre("ben"));
}

TEST_F(HttpClientsTest, RefuseNothingOfOneWhoHasGone) {
  auto to = endpoint(1);
  to.waiting_max = 0;
  post(*clients_.of(to).value(), ann_, "ann");
  post(*clients_.of(to).value(), ben_, "ben");
  ann_.cut();
  EXPECT_THAT(results(1), ElementsAre(HasSubstr("already wait")));
}

TEST_F(HttpClientsTest, MakeARequestWhenItIsItsTurn) {
  ScriptedServer server{loop_, echo};
  auto to = endpoint(server.port());
  to.concurrent_max = 1;
  auto& client = *clients_.of(to).value();
  std::string token = "old";
  post(client, ann_, "first");
  client.send([&] { return HttpRequest{.body = token}; }, told(), ann_);
  token = "new";
  EXPECT_THAT(results(2), ElementsAre("first", "new"));
}

TEST_F(HttpClientsTest, SayWhyARequestCouldNotBeMadeAndServeTheNext) {
  ScriptedServer server{loop_, echo};
  auto& client = *clients_.of(endpoint(server.port())).value();
  client.send([] { return Result<HttpRequest>{Error{"no token"}}; }, told(), ann_);
  EXPECT_TRUE(results_.empty());  // not told from within post()
  post(client, ann_, "next");
  EXPECT_THAT(
      results(2),
      UnorderedElementsAre(
          fmt::format("auth endpoint http://127.0.0.1:{}/auth: no token", server.port()), "next"));
}

}  // namespace
}  // namespace sluice::net
