// JSON as M2M needs it, which is not as JSON.parse reads it. A number without fraction and exponent is a bigint,
// so that none is rounded and 1 is told from 1.0; -0 is no whole number. `__proto__` is a key like any other. Half
// of a surrogate pair, and a number beyond every double, are refused.

export type Json = null | boolean | number | bigint | string | Json[] | JsonObject;
export interface JsonObject { [key: string]: Json }

const SPACE = /[ \t\n\r]*/y;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const WHOLE = /^(?:0|-?[1-9]\d*)$/;
const WORDS: ReadonlyMap<string, Json> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/** The value of a JSON text, nested `limit` deep at most; objects have no prototype. Throws SyntaxError. */
export function parse(text: string, limit = 1000): Json {
  return new Reader(text, limit).document();
}

/** The JSON text of a value, a bigint as its digits. A key whose value is undefined is left out. */
export function write(value: unknown): string {
  if (typeof value === 'bigint') return value.toString();
  if (Object.is(value, -0)) return '-0.0';
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${write(item)}`).join(',')}}`;
}

/** How deep lists and objects stand in each other. */
export function depth(value: Json): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Object.values(value).map(depth).reduce((most, each) => Math.max(most, each), 0);
}

class Reader {
  private readonly text: string;
  private readonly limit: number;
  private at = 0;

  constructor(text: string, limit: number) {
    this.text = text;
    this.limit = limit;
  }

  document(): Json {
    const value = this.value(1);
    this.skipSpace();
    if (this.at < this.text.length) throw this.missing('the end');
    return value;
  }

  private value(deep: number): Json {
    this.skipSpace();
    switch (this.text[this.at]) {
      case '{': return this.object(deep);
      case '[': return this.list(deep);
      case '"': return this.string();
      default: return this.scalar();
    }
  }

  private object(deep: number): JsonObject {
    const found = Object.create(null) as JsonObject;
    this.open('{', deep);
    if (this.takes('}')) return found;
    do {
      const key = this.string();
      this.need(':');
      found[key] = this.value(deep + 1);
    } while (this.takes(','));
    this.need('}');
    return found;
  }

  private list(deep: number): Json[] {
    const found: Json[] = [];
    this.open('[', deep);
    if (this.takes(']')) return found;
    do found.push(this.value(deep + 1)); while (this.takes(','));
    this.need(']');
    return found;
  }

  private string(): string {
    this.skipSpace();
    const start = this.at;
    this.need('"');
    for (let next = this.text[this.at]; next !== undefined && next !== '"'; next = this.text[this.at]) {
      this.at += next === '\\' ? 2 : 1;
    }
    this.need('"');
    const value = JSON.parse(this.text.slice(start, this.at)) as string; // it knows the escapes
    if (!value.isWellFormed()) throw new SyntaxError(`half of a surrogate pair in the text at ${start}`);
    return value;
  }

  private scalar(): Json {
    SCALAR.lastIndex = this.at;
    const token = SCALAR.exec(this.text)?.[0];
    if (token === undefined) throw this.missing('a value');
    this.at += token.length;
    const word = WORDS.get(token);
    if (word !== undefined) return word;
    const number = Number(token);
    if (!Number.isFinite(number)) throw new SyntaxError(`the number that ends at ${this.at} is too large`);
    return WHOLE.test(token) ? BigInt(token) : number;
  }

  private open(mark: string, deep: number): void {
    if (deep > this.limit) throw new SyntaxError(`nested more than ${this.limit} deep`);
    this.need(mark);
  }

  private need(mark: string): void {
    if (!this.takes(mark)) throw this.missing(mark);
  }

  private takes(mark: string): boolean {
    this.skipSpace();
    const found = this.text[this.at] === mark;
    if (found) this.at += 1;
    return found;
  }

  private skipSpace(): void {
    SPACE.lastIndex = this.at;
    this.at += SPACE.exec(this.text)?.[0].length ?? 0;
  }

  private missing(what: string): SyntaxError {
    return new SyntaxError(`there is no ${what} at ${this.at}`);
  }
}
