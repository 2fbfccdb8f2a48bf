'use strict';
const fs = require('node:fs');
const {Sender} = require('ws');

// What tests/framing/README.md says of the tables of cases, carried out.

const opcodes = {cont: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10};
const flags = {rsv1: 0x40, rsv2: 0x20, rsv3: 0x10};
/// What `<` and `>` stand for.
const event = ['{"event":"e","channel":"framing","data":"', '"}'];

/// The bytes of a payload.
function payload(text) {
  const filler = /\((.)~(\d+)\)/s.exec(text);
  if (filler) {
    const [all, letter, size] = filler;
    const others = payload(text.replace(all, '')).length;
    return payload(text.replace(all, `(${letter}*${size - others})`));
  }
  const parts = [];
  for (const [token, byte, code, part, times] of
    text.matchAll(/\\x(..)|#(\d+)|\(([^()]+)\*(\d+)\)|[^\\#(]+|./gs)) {
    if (byte) parts.push(Buffer.from(byte, 'hex'));
    else if (code) parts.push(Buffer.from([code >> 8, code & 0xFF]));
    else if (part) {
      const bytes = payload(part);
      parts.push(Buffer.alloc(bytes.length * times, bytes));
    } else parts.push(Buffer.from(token.replaceAll('<', event[0]).replaceAll('>', event[1])));
  }
  return Buffer.concat(parts);
}

/// A frame whose length takes more bytes than it needs.
function stretched(first, data, size) {
  const header = Buffer.alloc(2 + size);
  header[0] = first;
  header[1] = size === 2 ? 126 : 127;
  header.writeUIntBE(data.length, 2 + Math.max(0, size - 6), Math.min(size, 6));
  return Buffer.concat([header, data]);
}

/// The bytes of one frame. Whatever ws can write, ws writes.
function frame(line) {
  const [, word, open, words, text] = /^(\w+)(\+?)((?:\/\w+)*)(?: (.*))?$/s.exec(line);
  const data = payload(text ?? '');
  if (word === 'raw') return data;
  const opcode = opcodes[word] ?? Number(/^op(\d+)$/.exec(word)[1]);
  const given = words.split('/').slice(1);
  const mask = given.includes('masked');
  let bytes = Buffer.concat(Sender.frame(data, {fin: !open, opcode, mask, readOnly: true}));
  if (given.includes('length16')) bytes = stretched(bytes[0], data, 2);
  if (given.includes('length64')) bytes = stretched(bytes[0], data, 8);
  for (const flag of given) bytes[0] |= flags[flag] ?? 0;
  return bytes;
}

/// A line of the table as often as it says.
function repeated(line) {
  const [, times, text] = /^(?:(\d+)\*)?(.*)$/s.exec(line);
  return Array(Number(times ?? 1)).fill(text);
}

/// What a client must do: the data of the events it brings, the pongs it sends, and so on.
function behaviour({events = [], malformed = 0, ignored = 0, pongs = [], closes = 'no'}) {
  return {
    events: events.flatMap(repeated).map((text) => JSON.parse(payload(text)).data),
    malformed,
    ignored,
    pongs: pongs.flatMap(repeated).map((text) => payload(text).toString('latin1')),
    closes,
  };
}

/// The cases of one file: name, bytes to write and what each client must do with them.
function readTable(file) {
  return JSON.parse(fs.readFileSync(file, 'utf8')).cases.map((given) => ({
    name: given.case,
    bytes: Buffer.concat((given.send ?? []).flatMap(repeated).map(frame)),
    pieces: given.pieces ?? Infinity,
    hangsUp: given.then === 'hang up',
    headers: given.headers ?? {},
    sluice: behaviour(given),
    ws: behaviour({...given, ...given.ws}),
  }));
}

module.exports = {readTable};
