// Messages and capabilities (spec/protocol.md, Messages and Capabilities).

import { depth, type Json, parse } from '../json.js';
import {
  anyObject, defaulted, flag, float, listOf, mapOf, objectOf, type Of, oneOf, optional, Refused, text, unsigned,
} from './shape.js';

const DEPTH = 127;

const algorithm = oneOf('none', 'm2m', 'tokennative', 'brotli');
const encoding = oneOf('Cl100kBase', 'O200kBase', 'LlamaBpe', 'Heuristic');

export const readCapabilities = objectOf({
  version: text,
  agent_id: text,
  agent_type: text,
  compression: objectOf({
    algorithms: listOf(algorithm),
    max_payload: unsigned,
    streaming: flag,
    ml_routing: flag,
    encodings: defaulted(listOf(encoding), []),
    preferred_encoding: defaulted(encoding, 'Cl100kBase'),
  }),
  security: objectOf({
    threat_detection: flag,
    model_version: optional(text, null),
    blocking_mode: flag,
    block_threshold: float,
  }),
  extensions: defaulted(mapOf(text), {}),
});

const readRejection = objectOf({
  code: oneOf('VERSION_MISMATCH', 'NO_COMMON_ALGORITHM', 'SECURITY_POLICY', 'RATE_LIMITED', 'UNKNOWN'),
  message: text,
});

const readData = objectOf({
  algorithm,
  content: text,
  original_size: optional(unsigned, undefined),
  security_status: optional(
    objectOf({
      scanned: flag,
      safe: flag,
      threat_type: optional(text, undefined),
      confidence: optional(float, undefined),
    }),
    undefined,
  ),
});

const readEnvelope = objectOf({
  type: oneOf('HELLO', 'ACCEPT', 'REJECT', 'DATA', 'PING', 'PONG', 'CLOSE'),
  session_id: optional(text, undefined),
  payload: optional(anyObject, undefined),
  timestamp: unsigned,
});

export type Algorithm = Of<typeof algorithm>;
export type Encoding = Of<typeof encoding>;
export type Capabilities = Of<typeof readCapabilities>;
export type Envelope = Of<typeof readEnvelope>;

/** What a payload was taken for; null if there is none. */
export type Payload =
  | { readonly shape: 'capabilities'; readonly body: Capabilities }
  | { readonly shape: 'rejection'; readonly body: Of<typeof readRejection> }
  | { readonly shape: 'data'; readonly body: Of<typeof readData> }
  | { readonly shape: 'empty'; readonly body: Readonly<Record<string, never>> }
  | { readonly shape: null; readonly body?: undefined };

export interface Message {
  readonly type: Envelope['type'];
  readonly session_id?: string | undefined;
  readonly payload: Payload;
  /** Unix time in milliseconds. */
  readonly timestamp: bigint;
}

export function newMessage(type: Message['type'], payload: Payload, session_id?: string): Message {
  return { type, session_id, payload, timestamp: BigInt(Date.now()) };
}

/** The message as its JSON object. */
export function toJson(message: Message): object {
  return { ...message, payload: message.payload.body };
}

export function readMessage(value: Json): Message {
  if (depth(value) > DEPTH) throw new Refused('json', `nested more than ${DEPTH} deep`);
  const envelope = readEnvelope(value);
  return { ...envelope, payload: readPayload(envelope.payload) };
}

/** A text as a message. */
export function readText(given: string): Message {
  try {
    return readMessage(parse(given));
  } catch (error) {
    if (error instanceof SyntaxError) throw new Refused('json', error.message);
    throw error;
  }
}

const shapes: readonly ((value: Json) => Payload)[] = [
  (value) => ({ shape: 'capabilities', body: readCapabilities(value) }),
  (value) => ({ shape: 'rejection', body: readRejection(value) }),
  (value) => ({ shape: 'data', body: readData(value) }),
];

/** The first shape that fits; an object that none fits is the empty payload. */
function readPayload(value: Json | undefined): Payload {
  if (value === undefined) return { shape: null };
  for (const read of shapes) {
    try {
      return read(value);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
  }
  return { shape: 'empty', body: {} };
}
