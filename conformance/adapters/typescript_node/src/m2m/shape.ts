// Shapes of JSON values. A shape takes a value, undefined where there is none, and returns what it stands for, or
// refuses it with `json`.

import type { Json, JsonObject } from '../json.js';

export type Kind =
  | 'compression' | 'decompression' | 'protocol' | 'negotiation_failed' | 'session_not_established'
  | 'session_expired' | 'invalid_message' | 'json';

/** The protocol refuses a call; `kind` is one of its error kinds. */
export class Refused extends Error {
  readonly kind: Kind;

  constructor(kind: Kind, text: string) {
    super(text);
    this.kind = kind;
  }
}

export type Shape<T> = (value: Json | undefined) => T;

/** What a shape makes of a value. */
export type Of<S> = S extends Shape<infer T> ? T : never;

export const text: Shape<string> = (value) => (typeof value === 'string' ? value : refuse('a text'));

export const flag: Shape<boolean> = (value) => (typeof value === 'boolean' ? value : refuse('true or false'));

export const unsigned: Shape<bigint> = (value) =>
  typeof value === 'bigint' && value >= 0n && value < 1n << 64n ? value : refuse('a whole number from 0 to 2^64 - 1');

export const float: Shape<number> = (value) => {
  const rounded = typeof value === 'number' || typeof value === 'bigint' ? Math.fround(Number(value)) : NaN;
  return Number.isFinite(rounded) ? rounded : refuse('a 32-bit float');
};

export const anyObject: Shape<JsonObject> = (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : refuse('an object');

export function oneOf<const T extends string>(...names: readonly T[]): Shape<T> {
  return (value) => names.find((name) => name === value) ?? refuse(`one of ${names.join(', ')}`);
}

export function listOf<T>(item: Shape<T>): Shape<T[]> {
  return (value) => (Array.isArray(value) ? value.map((each) => item(each)) : refuse('a list'));
}

export function mapOf<T>(item: Shape<T>): Shape<Record<string, T>> {
  return (value) => Object.fromEntries(Object.entries(anyObject(value)).map(([key, each]) => [key, item(each)]));
}

/** An object with these keys; others are dropped. */
export function objectOf<T extends object>(shapes: { readonly [K in keyof T]: Shape<T[K]> }): Shape<T> {
  return (value) => {
    const given = anyObject(value);
    const found: Partial<T> = {};
    for (const key of Object.keys(shapes) as (keyof T & string)[]) found[key] = shapes[key](given[key]);
    return found as T;
  };
}

/** A key that may be left out or null, and is then read as `absent`; undefined is not written again. */
export function optional<T, D extends null | undefined>(shape: Shape<T>, absent: D): Shape<T | D> {
  return (value) => (value === undefined || value === null ? absent : shape(value));
}

/** A key that may be left out, but not null. */
export function defaulted<T>(shape: Shape<T>, absent: T): Shape<T> {
  return (value) => (value === undefined ? absent : shape(value));
}

function refuse(wanted: string): never {
  throw new Refused('json', `${wanted} is needed`);
}
