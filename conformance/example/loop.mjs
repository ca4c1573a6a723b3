// Plays the JSON build of the M2M vectors against an implementation in JavaScript. Node 18 or later, no packages.
//
//     m2m-conformance vectors build out
//     node loop.mjs out brotli engine
//
// Part 1 is the language of the vectors (vectors/README.md), part 2 the loop. Your implementation takes the place of
// implementation.mjs.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { ask, features } from './implementation.mjs';

// ---- 1. Values and patterns. `scope` holds what is known by name: saved values, the values of a row, and by
// handle the last snapshot of each session.

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value) => typeof value === 'string';
const has = (object, key) => Object.prototype.hasOwnProperty.call(object, key);
const mapped = (object, change) => Object.fromEntries(Object.entries(object).map(([k, v]) => [k, change(v)]));

function fill(value, scope) {
  if (isObject(value) && has(value, '$concat')) {
    return value.$concat.map(([count, text]) => fill(text, scope).repeat(count)).join('');
  }
  if (Array.isArray(value)) return value.map((item) => fill(item, scope));
  if (isObject(value)) return mapped(value, (item) => fill(item, scope));
  if (!isText(value) || !value.startsWith('$')) return value;
  if (value.startsWith('$$')) return value.slice(1);
  return value.slice(1).split('.').reduce((found, step) => found[step], scope);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

const WORDS = {
  $any: (got) => got !== undefined,
  $absent: (got) => got === undefined,
  $text: isText,
  $integer: (got) => Number.isInteger(got) && got >= 0,
  $uuid: (got) => isText(got) && UUID.test(got),
};

const FORMS = {
  $exactly: (it, got, scope) => fits(it, got, scope) && Object.keys(got).every((key) => has(it, key)),
  $starts: (it, got, scope) => isText(got) && got.startsWith(fill(it, scope)),
  $contains: (it, got, scope) => isText(got) && got.includes(fill(it, scope)),
  $matches: (it, got) => isText(got) && new RegExp(`^(?:${it})$`, 'u').test(got),
  $above: (it, got, scope) => typeof got === 'number' && got > fill(it, scope),
  $below: (it, got, scope) => typeof got === 'number' && got < fill(it, scope),
  $not: (it, got, scope) => !fits(it, got, scope),
  $json: (it, got, scope) => {
    try {
      return fits(it, JSON.parse(got), scope);
    } catch {
      return false;
    }
  },
  $decodes: (it, got, scope) => decode(got) === fill(it, scope),
};

// What a right reader makes of a wire, for the forms that this implementation writes. Do not take its own reader: one
// that is wrong in the same way twice would pass.
function decode(wire) {
  const prefix = '#M2M[v3.0]|DATA:';
  if (!isText(wire) || !wire.startsWith(prefix)) return wire;
  try {
    return brotliDecompressSync(Buffer.from(wire.slice(prefix.length), 'base64')).toString('utf-8');
  } catch {
    return undefined;
  }
}

function fits(pattern, got, scope) {
  if (isText(pattern) && has(WORDS, pattern)) return WORDS[pattern](got);
  if (isObject(pattern) && Object.keys(pattern).some((key) => has(FORMS, key))) {
    return Object.entries(pattern).every(([form, item]) => FORMS[form](item, got, scope));
  }
  if (isObject(pattern) && !has(pattern, '$concat')) {
    return isObject(got) && Object.entries(pattern).every(([key, item]) => fits(item, got[key], scope));
  }
  if (Array.isArray(pattern)) {
    const same = Array.isArray(got) && got.length === pattern.length;
    return same && pattern.every((item, index) => fits(item, got[index], scope));
  }
  const wanted = fill(pattern, scope);
  if (typeof wanted !== 'number' || typeof got !== 'number') return wanted === got;
  if (Number.isInteger(wanted) && Number.isInteger(got)) return wanted === got;
  return Math.abs(wanted - got) <= 1e-6 * Math.max(Math.abs(wanted), Math.abs(got));
}

// Numbers over 2^53, which JSON has and JavaScript has not: a case that holds one cannot be played here.
const isTooLarge = (value) =>
  (Number.isInteger(value) && !Number.isSafeInteger(value)) ||
  (typeof value === 'object' && value !== null && Object.values(value).some(isTooLarge));

// ---- 2. The loop.

function* stepsOf(test, scope) {
  for (const [index, step] of (test.setup ?? []).entries()) yield [`setup ${index + 1}`, step];
  for (const [number, row] of (test.rows ?? [{}]).entries()) {
    Object.assign(scope, fill(row, scope));
    const label = test.rows ? `row ${number + 1}, ` : '';
    for (const [index, step] of test.steps.entries()) yield [`${label}step ${index + 1}`, step];
  }
}

// What is wrong; nothing if all is right; null if the implementation has not got what was asked for.
function play(test) {
  const scope = {};
  for (const [label, step] of stepsOf(test, scope)) {
    const params = fill(step.with, scope);
    const { expect } = step;
    const reply = ask(step.call, params);
    if (reply.unsupported) return null;
    const refused = reply.error !== undefined && [expect.error].flat().includes(reply.error);
    const given = has(expect, 'value') && reply.error === undefined && fits(expect.value, reply.value, scope);
    if (!refused && !given) {
      return `${label}, ${step.call}: expected ${JSON.stringify(expect)}, got ${JSON.stringify(reply)}`;
    }
    const wrong = snapshot(step, params, reply, scope);
    if (wrong) return `${label}, ${step.call}: ${wrong}`;
    if (step.save) scope[step.save] = reply.value;
  }
  return '';
}

// Fields that a step names are as it says, all others as they were when this handle was last seen.
function snapshot(step, params, reply, scope) {
  if (!step.call.startsWith('session.') || !reply.session) return '';
  const handle = params.as ?? params.session;
  const before = step.call === 'session.create' ? {} : (scope[handle] ?? {});
  const named = step.expect.session ?? {};
  scope[handle] = reply.session;
  if (!fits(named, reply.session, scope)) {
    return `expected the session to have ${JSON.stringify(named)}, got ${JSON.stringify(reply.session)}`;
  }
  const moved = Object.keys(before).find((field) => !has(named, field) && before[field] !== reply.session[field]);
  return moved ? `${moved} should not have changed, and is ${reply.session[moved]}` : '';
}

const [folder, ...areas] = process.argv.slice(2);
const count = { passed: 0, failed: 0, warned: 0, skipped: 0 };
for (const area of areas) {
  for (const test of JSON.parse(readFileSync(join(folder, `${area}.json`), 'utf-8')).cases) {
    if (test.retired) continue;
    const own = ['both', 'core'].includes(test.profile);
    const able = test.needs.every((it) => features.includes(it)) && !test.without.some((it) => features.includes(it));
    const wrong = own && able && !isTooLarge(test) ? play(test) : null;
    const bad = test.level === 'MUST' ? 'failed' : 'warned';
    count[wrong === null ? 'skipped' : wrong ? bad : 'passed'] += 1;
    if (wrong) console.log(`${test.level} ${test.id}: ${test.title}\n  ${wrong}`);
  }
}
console.log(Object.entries(count).map(([name, number]) => `${number} ${name}`).join(', '));
process.exit(count.failed || !count.passed ? 1 : 0);
