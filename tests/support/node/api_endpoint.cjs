'use strict';
const http = require('node:http');
const Pusher = require('pusher');
const {bodyOf, listen} = require('./listening.cjs');
const {Record} = require('./record.cjs');

// A Channels HTTP API that takes only what the official server package would have sent.

const endpoints = new Map();

/// What the package's client puts after the `?` at this second.
function officialQuery(endpoint, {method, path, body, second}) {
  const now = Date.now;
  Date.now = () => second * 1000;
  try {
    return endpoint.pusher.createSignedQueryString({method, path, body});
  } finally {
    Date.now = now;
  }
}

async function serve(endpoint, request, response) {
  const body = await bodyOf(request);
  const [path, query] = request.url.split('?');
  const second = Number(new URLSearchParams(query).get('auth_timestamp'));
  const expected = officialQuery(endpoint, {method: request.method, path, body, second});
  const genuine = query === expected && Math.abs(Date.now() / 1000 - second) < 600;
  const status = genuine ? endpoint.status : 401;
  endpoint.requests.add({path, body, status});
  response.writeHead(status, {'content-type': 'application/json'});
  response.end(genuine ? '{}' : `expected ?${expected}`);
}

async function start({id, app}) {
  const endpoint = {
    pusher: new Pusher({appId: app.id, key: app.key, secret: app.secret, cluster: 'unused'}),
    requests: new Record(),
    status: 200,
  };
  endpoints.set(id, endpoint);
  const server = http.createServer((request, response) => serve(endpoint, request, response));
  return {port: await listen(server)};
}

/// What a request that is as it should be is answered from now on.
function answer({id, status}) {
  endpoints.get(id).status = status;
}

async function requests({id, from, count, timeout}) {
  return endpoints.get(id).requests.since(from, count, timeout);
}

module.exports = {
  'api.start': start,
  'api.answer': answer,
  'api.requests': requests,
};
