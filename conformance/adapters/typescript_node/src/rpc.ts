// JSON-RPC over stdin and stdout (spec/adapter.md, Framing and Replies): a request line in, a reply line out.

import { type Json, type JsonObject, parse, write } from './json.js';

/** What a call comes to: `{ result }` or `{ error }`. */
export type Call = (method: string, params: JsonObject) => object;

/** A request has not got what is needed of it. */
export class BadRequest extends Error {}

/** Answers until the input ends. */
export async function serve(call: Call): Promise<void> {
  for await (const line of lines(process.stdin)) {
    process.stdout.write(`${write({ jsonrpc: '2.0', ...reply(line, call) })}\n`);
  }
}

export function failure(code: number, message: string, data?: object): object {
  return { error: { code, message, data } };
}

export function parameter(params: JsonObject, key: string): Json {
  const value = params[key];
  if (value === undefined) throw new BadRequest(`there is no ${key}`);
  return value;
}

export function text(params: JsonObject, key: string): string {
  const value = parameter(params, key);
  if (typeof value !== 'string') throw new BadRequest(`${key} is no text`);
  return value;
}

export function number(params: JsonObject, key: string): number {
  const value = parameter(params, key);
  if (typeof value !== 'number' && typeof value !== 'bigint') throw new BadRequest(`${key} is no number`);
  return Number(value);
}

function reply(line: string, call: Call): object {
  let request;
  try {
    request = readRequest(line);
  } catch (error) {
    return { id: null, ...failure(error instanceof SyntaxError ? -32700 : -32600, String(error)) };
  }
  return { id: request.id, ...call(request.method, request.params) }; // a crash in it is not ours to catch
}

function readRequest(line: string): { id: Json; method: string; params: JsonObject } {
  const request = object(parse(line), 'the request');
  return {
    id: parameter(request, 'id'),
    method: text(request, 'method'),
    params: object(parameter(request, 'params'), 'params'),
  };
}

function object(value: Json, name: string): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new BadRequest(`${name} is no object`);
  }
  return value;
}

const LINE_FEED = 10;

/** The lines of an input. Not by node:readline, which ends a line at U+2028 too; a JSON text may have that. */
async function* lines(input: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let begun: Buffer[] = [];
  for await (const chunk of input) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      yield Buffer.concat([...begun, chunk.subarray(start, end)]).toString();
      begun = [];
      start = end + 1;
    }
    begun.push(chunk.subarray(start));
  }
  const rest = Buffer.concat(begun).toString();
  if (rest !== '') yield rest;
}
