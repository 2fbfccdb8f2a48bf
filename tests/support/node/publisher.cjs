'use strict';
const Pusher = require('pusher');

// Publishes to a Channels server through the official server package.

const publishers = new Map();

function open({id, port, secure, app, master_key}) {
  const pusher = new Pusher({
    appId: app.id,
    key: app.key,
    secret: app.secret,
    host: '127.0.0.1',
    port: String(port),
    useTLS: secure,
    encryptionMasterKeyBase64: master_key || undefined,
  });
  publishers.set(id, pusher);
}

async function check(answer) {
  const response = await answer;
  const body = await response.text();
  if (!response.ok) {
    throw new Error(`the server answered ${response.status}: ${body}`);
  }
}

/// A string is published as it is, anything else as its JSON text.
async function trigger({id, channels, event, data, socket_id}) {
  const parameters = socket_id ? {socket_id} : {};
  await check(publishers.get(id).trigger(channels, event, data, parameters));
}

async function triggerBatch({id, events}) {
  await check(publishers.get(id).triggerBatch(events));
}

async function sendToUser({id, user_id, event, data}) {
  await check(publishers.get(id).sendToUser(user_id, event, data));
}

async function terminateUser({id, user_id}) {
  await check(publishers.get(id).terminateUserConnections(user_id));
}

/// Signed by the package, but with a body of our own: `data` may be any JSON value on the wire.
async function post({id, path, body}) {
  await check(publishers.get(id).post({path, body}));
}

module.exports = {
  'publisher.open': open,
  'publisher.trigger': trigger,
  'publisher.trigger_batch': triggerBatch,
  'publisher.send_to_user': sendToUser,
  'publisher.terminate_user': terminateUser,
  'publisher.post': post,
};
