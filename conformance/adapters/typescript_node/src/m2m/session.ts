// Negotiation and the session (spec/protocol.md, Negotiation; spec/session.yaml).

import { randomUUID } from 'node:crypto';
import { compress, decompress } from './codec.js';
import { type Algorithm, type Capabilities, type Encoding, type Message, newMessage } from './message.js';
import { type Kind, Refused } from './shape.js';

export type State = 'Initial' | 'HelloSent' | 'Established' | 'Closing' | 'Closed';

export interface Agreement {
  readonly algorithm: Algorithm;
  readonly encoding: Encoding;
  readonly streaming: boolean;
  readonly ml_routing: boolean;
  readonly threat_detection: boolean;
  readonly blocking_mode: boolean;
}

export interface Counters {
  messages_sent: number;
  messages_received: number;
  bytes_compressed: number;
  bytes_saved: number;
}

/** What a new peer can do: by the protocol's defaults every algorithm, though this implementation has only two. */
export function defaultCapabilities(): Capabilities {
  return {
    version: '3.0',
    agent_id: randomUUID(),
    agent_type: 'typescript-node',
    compression: {
      algorithms: ['m2m', 'tokennative', 'brotli', 'none'],
      max_payload: 0n,
      streaming: true,
      ml_routing: false,
      encodings: ['Cl100kBase', 'O200kBase'],
      preferred_encoding: 'Cl100kBase',
    },
    security: {
      threat_detection: false,
      model_version: null,
      blocking_mode: false,
      block_threshold: Math.fround(0.8),
    },
    extensions: {},
  };
}

/** What `local` takes to be agreed with `remote`; null if nothing. */
export function negotiate(local: Capabilities, remote: Capabilities): Agreement | null {
  const [ours, theirs] = [local.compression, remote.compression];
  const algorithm = ours.algorithms.find((name) => theirs.algorithms.includes(name));
  if (!compatible(local, remote) || algorithm === undefined) return null;
  const encodings = [ours.preferred_encoding, ...ours.encodings];
  return {
    algorithm,
    encoding: encodings.find((name) => theirs.encodings.includes(name)) ?? 'Cl100kBase',
    streaming: ours.streaming && theirs.streaming,
    ml_routing: ours.ml_routing && theirs.ml_routing,
    threat_detection: local.security.threat_detection || remote.security.threat_detection,
    blocking_mode: local.security.blocking_mode || remote.security.blocking_mode,
  };
}

function compatible(local: Capabilities, remote: Capabilities): boolean {
  return local.version.split('.', 1)[0] === remote.version.split('.', 1)[0];
}

const SECOND = 1_000_000_000n; // in nanoseconds, and whole ones: sums of fractions are a little off

export interface Settings {
  readonly capabilities?: Capabilities;
  readonly id?: string;
  /** Seconds. */
  readonly timeout?: number;
  /** A clock that never goes back, in nanoseconds; Node's own if left out. */
  readonly now?: () => bigint;
}

/** One peer's side of a conversation. */
export class Session {
  state: State = 'Initial';
  id: string;
  agreed: Agreement | null = null;
  readonly counters: Counters = { messages_sent: 0, messages_received: 0, bytes_compressed: 0, bytes_saved: 0 };
  private readonly capabilities: Capabilities;
  private readonly timeout: number;
  private readonly now: () => bigint;
  private readonly created: bigint;
  private active: bigint;

  constructor({ capabilities, id, timeout, now }: Settings = {}) {
    this.capabilities = capabilities ?? defaultCapabilities();
    this.id = id ?? randomUUID();
    this.timeout = timeout ?? 300;
    this.now = now ?? (() => process.hrtime.bigint());
    this.created = this.active = this.now();
  }

  /** Whether it was idle for longer than its timeout. */
  get expired(): boolean {
    return this.now() - this.active > nanoseconds(this.timeout);
  }

  /** Starts, in whatever state. */
  createHello(): Message {
    this.state = 'HelloSent';
    this.counters.messages_sent += 1;
    this.touch();
    return newMessage('HELLO', { shape: 'capabilities', body: this.capabilities });
  }

  /** Answers a HELLO with ACCEPT or REJECT. A REJECT is not counted as sent. */
  processHello({ payload }: Message): Message {
    need(this.state === 'Initial', 'protocol', `Cannot process HELLO in state ${this.state}`);
    if (payload.shape !== 'capabilities') throw new Refused('invalid_message', 'HELLO missing capabilities');
    this.counters.messages_received += 1;
    this.touch();
    const [ours, theirs] = [this.capabilities, payload.body];
    if (!compatible(ours, theirs)) {
      return reject('VERSION_MISMATCH', `Version ${theirs.version} not compatible with ${ours.version}`);
    }
    const agreed = negotiate(ours, theirs);
    if (agreed === null) return reject('NO_COMMON_ALGORITHM', 'No common compression algorithm');
    this.establish(agreed);
    this.counters.messages_sent += 1;
    return newMessage('ACCEPT', { shape: 'capabilities', body: ours }, this.id);
  }

  /** Takes an ACCEPT. It counts, and its id is taken over, even if then nothing can be agreed on. */
  processAccept({ payload, session_id }: Message): void {
    need(this.state === 'HelloSent', 'protocol', `Cannot process ACCEPT in state ${this.state}`);
    if (payload.shape !== 'capabilities') throw new Refused('invalid_message', 'ACCEPT missing capabilities');
    if (session_id === undefined) throw new Refused('invalid_message', 'ACCEPT missing session ID');
    this.counters.messages_received += 1;
    this.touch();
    this.id = session_id;
    const agreed = negotiate(this.capabilities, payload.body);
    if (agreed === null) throw new Refused('negotiation_failed', 'Failed to negotiate capabilities');
    this.establish(agreed);
  }

  /** Takes a REJECT: always the end, and always an error. It does not touch the idle clock. */
  processReject({ payload }: Message): never {
    this.counters.messages_received += 1;
    this.state = 'Closed';
    const { shape, body } = payload;
    const why = shape === 'rejection' ? `${body.code}: ${body.message}` : 'Unknown rejection';
    throw new Refused('negotiation_failed', why);
  }

  /** Takes any message, and returns the answer. DATA is left to `decompress`. */
  processMessage(message: Message): Message | null {
    this.touch();
    switch (message.type) {
      case 'HELLO': return this.processHello(message);
      case 'ACCEPT': this.processAccept(message); return null;
      case 'REJECT': return this.processReject(message);
      case 'DATA': return null;
    }
    this.counters.messages_received += 1;
    if (message.type === 'CLOSE') this.state = 'Closed';
    if (message.type !== 'PING') return null;
    this.counters.messages_sent += 1;
    return newMessage('PONG', { shape: 'empty', body: {} }, this.id);
  }

  /** DATA with the content. What cannot be compressed changes nothing. */
  compress(content: string): Message {
    const { algorithm } = this.open();
    const wire = compress(content, algorithm);
    const size = Buffer.byteLength(wire);
    this.counters.bytes_compressed += size;
    this.counters.bytes_saved += Math.max(0, Buffer.byteLength(content) - size);
    this.counters.messages_sent += 1;
    this.touch();
    const body = { algorithm, content: wire, original_size: undefined, security_status: undefined };
    return newMessage('DATA', { shape: 'data', body }, this.id);
  }

  /** The content of DATA. It counts before it is decompressed. */
  decompress({ payload }: Message): string {
    this.open();
    if (payload.shape !== 'data') throw new Refused('invalid_message', 'Not a DATA message');
    this.counters.messages_received += 1;
    this.touch();
    return decompress(payload.body.content);
  }

  /** Ends, in whatever state. It does not touch the idle clock. */
  close(): Message {
    this.state = 'Closing';
    this.counters.messages_sent += 1;
    return newMessage('CLOSE', { shape: 'empty', body: {} }, this.id);
  }

  /** Another session with the same id, state and agreement. Its counters and clocks start afresh. */
  clone(): Session {
    const { capabilities, id, timeout, now } = this;
    const twin = new Session({ capabilities, id, timeout, now });
    twin.state = this.state;
    twin.agreed = this.agreed;
    return twin;
  }

  stats(): object {
    const { bytes_compressed: size, bytes_saved: saved } = this.counters;
    return {
      session_id: this.id,
      state: this.state,
      ...this.counters,
      uptime_secs: (this.now() - this.created) / SECOND,
      compression_ratio: size > 0 ? (size + saved) / size : 1,
      savings_percent: size + saved > 0 ? (100 * saved) / (size + saved) : 0,
    };
  }

  private establish(agreed: Agreement): void {
    this.agreed = agreed;
    this.state = 'Established';
  }

  private touch(): void {
    this.active = this.now();
  }

  /** Refuses data before the handshake, after the end, and after the timeout, in this order. */
  private open(): Agreement {
    if (this.state !== 'Established' || this.agreed === null) {
      throw new Refused('session_not_established', 'Session not established');
    }
    need(!this.expired, 'session_expired', 'Session expired');
    return this.agreed;
  }
}

/** Whole nanoseconds of seconds. */
export function nanoseconds(seconds: number): bigint {
  return BigInt(Math.round(seconds * Number(SECOND)));
}

function reject(code: 'VERSION_MISMATCH' | 'NO_COMMON_ALGORITHM', message: string): Message {
  return newMessage('REJECT', { shape: 'rejection', body: { code, message } });
}

function need(fulfilled: boolean, kind: Kind, text: string): void {
  if (!fulfilled) throw new Refused(kind, text);
}
