// The adapter (spec/adapter.md): each method as a call of the implementation, which is in m2m/, and no more. This is
// the file to write anew for an implementation of your own; rpc.ts and json.ts can stay as they are.

import type { JsonObject } from './json.js';
import { compress, decompress, detect, Unsupported } from './m2m/codec.js';
import { type Capabilities, type Message, readCapabilities, readMessage, readText, toJson } from './m2m/message.js';
import { nanoseconds, negotiate, Session, type Settings } from './m2m/session.js';
import { Refused } from './m2m/shape.js';
import { BadRequest, failure, number, parameter, serve, text } from './rpc.js';

const WELCOME = {
  protocol: 1,
  name: 'typescript-node',
  version: '1.0.0',
  language: 'TypeScript',
  features: ['session', 'clone', 'clock', 'negotiation', 'message', 'engine', 'brotli'],
  lacks: {
    m2m: 'frames are not implemented',
    tokennative: 'token ids are not implemented',
    cl100k: 'there is no tokenizer',
    o200k: 'there is no tokenizer',
    llama: 'there is no tokenizer',
    hmac: 'frames are not implemented',
    aead: 'frames are not implemented',
    inspect: 'frames are not implemented',
    key: 'keys are not implemented',
    binary: 'binary forms are not implemented',
    choice: 'two of the algorithms to choose from are not implemented',
    tick: 'time does nothing by itself',
  },
};

const sessions = new Map<string, Session>();
let now = 0n; // the clock of all sessions, in nanoseconds

const methods = new Map<string, (given: JsonObject) => unknown>([
  ['initialize', () => WELCOME],
  ['session.create', create],
  ['session.create_hello', (given) => toJson(session(given).createHello())],
  ['session.process_hello', (given) => toJson(session(given).processHello(message(given)))],
  ['session.process_accept', processAccept],
  ['session.process_reject', (given) => session(given).processReject(message(given))],
  ['session.process_message', processMessage],
  ['session.compress', (given) => toJson(session(given).compress(text(given, 'content')))],
  ['session.decompress', (given) => session(given).decompress(message(given))],
  ['session.close', (given) => toJson(session(given).close())],
  ['session.stats', (given) => session(given).stats()],
  ['session.clone', clone],
  ['clock.advance', advance],
  ['capabilities.negotiate', (given) => negotiate(capabilities(given, 'local'), capabilities(given, 'remote'))],
  ['message.read', read],
  ['engine.compress', engineCompress],
  ['engine.decompress', (given) => decompress(text(given, 'wire'))],
  ['engine.detect', (given) => detect(text(given, 'wire'))],
]);

function create(given: JsonObject): void {
  const settings: Settings = {
    now: () => now,
    ...('capabilities' in given && { capabilities: capabilities(given, 'capabilities') }),
    ...('id' in given && { id: text(given, 'id') }),
    ...('timeout' in given && { timeout: number(given, 'timeout') }),
  };
  sessions.set(text(given, 'session'), new Session(settings));
}

function capabilities(given: JsonObject, name: string): Capabilities {
  return readCapabilities(parameter(given, name));
}

function processAccept(given: JsonObject): void {
  session(given).processAccept(message(given));
}

function processMessage(given: JsonObject): object | null {
  const answer = session(given).processMessage(message(given));
  return answer && toJson(answer);
}

function clone(given: JsonObject): void {
  sessions.set(text(given, 'as'), session(given).clone());
}

function advance(given: JsonObject): void {
  now += nanoseconds(number(given, 'seconds'));
}

function read(given: JsonObject): object {
  const found = readText(text(given, 'text'));
  return { message: toJson(found), payload: found.payload.shape };
}

function engineCompress(given: JsonObject): object {
  const [content, algorithm] = [text(given, 'content'), text(given, 'algorithm')];
  const wire = compress(content, algorithm);
  return { wire, algorithm, original_bytes: Buffer.byteLength(content), compressed_bytes: Buffer.byteLength(wire) };
}

function message(given: JsonObject): Message {
  return readMessage(parameter(given, 'message'));
}

function session(given: JsonObject): Session {
  const handle = text(given, 'session');
  const found = sessions.get(handle);
  if (found === undefined) throw new BadRequest(`there is no session ${handle}`);
  return found;
}

/** What can be observed of the session that a request was about, after it. */
function snapshot(method: string, given: JsonObject): object {
  const handle = given['as'] ?? given['session'];
  const found = typeof handle === 'string' ? sessions.get(handle) : undefined;
  if (found === undefined || !method.startsWith('session.')) return {};
  const { id, state, agreed, expired, counters } = found;
  const { algorithm, encoding } = agreed ?? { algorithm: null, encoding: null };
  return { session: { id, state, algorithm, encoding, expired, ...counters } };
}

/** What a call comes to: its result or its error. */
function call(method: string, given: JsonObject): object {
  const run = methods.get(method);
  if (run === undefined) return failure(-32601, `there is no method ${method}`);
  try {
    return { result: { value: run(given) ?? null, ...snapshot(method, given) } };
  } catch (error) {
    if (error instanceof Refused) {
      return failure(-32000, error.message, { kind: error.kind, ...snapshot(method, given) });
    }
    if (error instanceof Unsupported) return failure(-32001, error.message);
    if (error instanceof BadRequest) return failure(-32602, error.message);
    throw error; // a crash of the implementation ends the process; the suite says so and starts another
  }
}

await serve(call);
