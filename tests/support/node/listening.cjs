'use strict';
const {once} = require('node:events');

// What every server of the tests begins with.

/// Its port, a free one of 127.0.0.1, once it can be reached.
async function listen(server) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');  // fails when the server fails instead
  return server.address().port;
}

/// The whole body of a request, as text; never of one whose client goes away before its end.
function bodyOf(request) {
  return new Promise((resolve) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => resolve(Buffer.concat(chunks).toString()));
  });
}

module.exports = {listen, bodyOf};
