// Stands for your implementation: M2M's text forms `none` and `brotli`, with what Node has got.

import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';

const PREFIX = '#M2M[v3.0]|';
const DATA = 'DATA:';
const LIMIT = 16 * 1024 * 1024;

export const features = ['engine', 'brotli'];

class Refused extends Error {
  constructor(kind, text) {
    super(text);
    this.kind = kind;
  }
}

function detect(wire) {
  const prefixes = { '#M2M|1|': 'm2m', '#TK|': 'tokennative', [PREFIX]: 'brotli' };
  const found = Object.keys(prefixes).find((prefix) => wire.startsWith(prefix));
  return found ? prefixes[found] : 'none';
}

function fromBase64(text) {
  const data = Buffer.from(text, 'base64');
  if (data.toString('base64') !== text) throw new Refused('decompression', 'not standard, padded base64');
  return data;
}

function decompress(wire) {
  if (detect(wire) !== 'brotli') return wire;
  const rest = wire.slice(PREFIX.length);
  if (!rest.startsWith(DATA)) throw new Refused('invalid_message', `${DATA} is missing`);
  const data = fromBase64(rest.slice(DATA.length));
  try {
    const content = brotliDecompressSync(data, { maxOutputLength: LIMIT });
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  } catch (error) {
    throw new Refused('decompression', error.message);
  }
}

function compress(content, algorithm) {
  const write = {
    none: () => content,
    brotli: () => PREFIX + DATA + brotliCompressSync(Buffer.from(content)).toString('base64'),
  };
  const wire = write[algorithm]();
  const sizes = { original_bytes: Buffer.byteLength(content), compressed_bytes: Buffer.byteLength(wire) };
  return { wire, algorithm, ...sizes };
}

const methods = {
  'engine.compress': ({ content, algorithm }) => compress(content, algorithm),
  'engine.decompress': ({ wire }) => decompress(wire),
  'engine.detect': ({ wire }) => detect(wire),
};

// What a call comes to: {value}, {error: kind} or {unsupported: true}; for sessions also {session: snapshot}.
export function ask(method, params) {
  const call = methods[method];
  if (!call || params.key || params.encoding) return { unsupported: true };
  try {
    return { value: call(params) };
  } catch (error) {
    if (error instanceof Refused) return { error: error.kind };
    throw error;
  }
}
