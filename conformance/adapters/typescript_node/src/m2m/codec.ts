// The algorithms none and brotli (spec/protocol.md, The codec engine).

import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import type { Algorithm } from './message.js';
import { Refused } from './shape.js';

/** This implementation has not got what was asked for. */
export class Unsupported extends Error {}

const PREFIXES: readonly (readonly [string, Algorithm])[] = [
  ['#M2M|1|', 'm2m'],
  ['#TK|', 'tokennative'],
  ['#M2M[v3.0]|', 'brotli'],
];
const BROTLI = '#M2M[v3.0]|DATA:';
const BOUND = 16 * 1024 * 1024; // bytes of decompressed content
const PARAMETERS = {
  params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22 },
};
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The algorithm that wrote a wire text. */
export function detect(wire: string): Algorithm {
  return PREFIXES.find(([prefix]) => wire.startsWith(prefix))?.[1] ?? 'none';
}

/** The wire text of a content, by the algorithm of this name. */
export function compress(content: string, algorithm: string): string {
  switch (algorithm) {
    case 'none': return content;
    case 'brotli': return BROTLI + brotliCompressSync(content, PARAMETERS).toString('base64');
    default: throw lacking(algorithm);
  }
}

/** The content of a wire text. */
export function decompress(wire: string): string {
  const algorithm = detect(wire);
  switch (algorithm) {
    case 'none': return wire;
    case 'brotli': return readBrotli(wire);
    default: throw lacking(algorithm);
  }
}

function readBrotli(wire: string): string {
  if (!wire.startsWith(BROTLI)) throw new Refused('invalid_message', 'no DATA: after #M2M[v3.0]|');
  const base64 = wire.slice(BROTLI.length);
  const stream = Buffer.from(base64, 'base64'); // passes over what is no base64
  if (stream.toString('base64') !== base64) throw new Refused('decompression', 'not standard, padded base64');
  try {
    return UTF8.decode(inflate(stream));
  } catch (error) {
    throw new Refused('decompression', error instanceof Error ? error.message : String(error));
  }
}

interface Inflated {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

/** The content of one whole Brotli stream. Node passes over what follows it, and says how far it has read. */
function inflate(stream: Buffer): Buffer {
  const options = { maxOutputLength: BOUND, info: true };
  // Its types do not know what `info` does.
  const { buffer, engine } = brotliDecompressSync(stream, options) as unknown as Inflated;
  if (engine.bytesWritten !== stream.length) throw new Error('something follows the Brotli stream');
  return buffer;
}

function lacking(algorithm: string): Unsupported {
  return new Unsupported(`the algorithm ${algorithm} is not implemented`);
}
