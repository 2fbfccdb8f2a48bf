'use strict';
const fs = require('node:fs');
const http = require('node:http');
const https = require('node:https');
const Pusher = require('pusher');
const {bodyOf, listen} = require('./listening.cjs');
const {Record} = require('./record.cjs');

// An authorisation endpoint that signs with the official server package, or misbehaves as told.

const endpoints = new Map();

function signer(app, masterKey) {
  return new Pusher({
    appId: app.id,
    key: app.key,
    secret: app.secret,
    cluster: 'unused',
    encryptionMasterKeyBase64: masterKey || undefined,
  });
}

/// The request's own `user_id` parameter says who a presence member is, and who signs in: a request
/// that names no channel asks for that.
function sign(endpoint, form, masterKey, channel = form.get('channel_name')) {
  if (channel === null) {
    const user = {id: form.get('user_id')};
    return signer(endpoint.app).authenticateUser(form.get('socket_id'), user);
  }
  const user = form.get('user_id') ?? `user-${form.get('socket_id')}`;
  const presence =
    channel.startsWith('presence-') ? {user_id: user, user_info: {name: user}} : undefined;
  const pusher = signer(endpoint.app, masterKey || endpoint.masterKey);
  return pusher.authorizeChannel(form.get('socket_id'), channel, presence);
}

function json(response, status, body) {
  response.writeHead(status, {'content-type': 'application/json'});
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

const answers = {
  ok: (endpoint, response, form, {master_key}) =>
    json(response, 200, sign(endpoint, form, master_key)),
  status: (endpoint, response, form, {status, body}) => json(response, status, body),
  hang: () => {},
  drop: (endpoint, response) => response.destroy(),
  malformed: (endpoint, response) => json(response, 200, '{"auth": "key1:'),
  redirect: (endpoint, response) => {
    response.writeHead(307, {location: '/elsewhere'});
    response.end();
  },
  big: (endpoint, response, form, {bytes}) =>
    json(response, 200, {...sign(endpoint, form), padding: 'x'.repeat(bytes)}),
};

/// The first rule for this channel that is not used up; without one the answer is ok.
function ruleFor(endpoint, channel) {
  const rule = endpoint.rules.find(
    (each) => each.times !== 0 && (!each.channel || each.channel === channel));
  if (rule && rule.times > 0) {
    rule.times -= 1;
  }
  return rule ?? {answer: 'ok'};
}

/// Several channels at once are answered by channel: signed, or with the status of their rule.
function batch(endpoint, response, form, channels) {
  const entries = channels.map((channel) => {
    const {answer, status, master_key} = ruleFor(endpoint, channel);
    return [channel, answer === 'status' ? {status} : sign(endpoint, form, master_key, channel)];
  });
  json(response, 200, Object.fromEntries(entries));
}

function answer(endpoint, response, form) {
  const channels = [...form].filter(([name]) => /^channel_name\[\d+\]$/.test(name));
  if (channels.length > 0) {
    return batch(endpoint, response, form, channels.map(([, channel]) => channel));
  }
  const rule = ruleFor(endpoint, form.get('channel_name'));
  answers[rule.answer](endpoint, response, form, rule);
}

async function serve(endpoint, request, response) {
  const body = await bodyOf(request);
  const {method, url, headers} = request;
  endpoint.requests.add({method, url, headers, body, peer_port: request.socket.remotePort});
  try {
    answer(endpoint, response, new URLSearchParams(body));
  } catch (error) {
    json(response, 400, {error: String(error)});
  }
}

async function start({id, app, master_key, certificate}) {
  const endpoint = {
    app,
    masterKey: master_key,
    requests: new Record(),
    rules: [],
  };
  const listener = (request, response) => serve(endpoint, request, response);
  const server = certificate
    ? https.createServer(
        {cert: fs.readFileSync(certificate.cert), key: fs.readFileSync(certificate.key)}, listener)
    : http.createServer(listener);
  endpoints.set(id, endpoint);
  return {port: await listen(server)};
}

/// Replaces all rules; none: every answer is ok.
function behave({id, rules}) {
  endpoints.get(id).rules = rules;
}

async function requests({id, from, count, timeout}) {
  return endpoints.get(id).requests.since(from, count, timeout);
}

module.exports = {
  'auth.start': start,
  'auth.behave': behave,
  'auth.requests': requests,
};
