/** Takes fields out of facts that others wrote, and says which one does not fit. */
import type { IFoundFact } from '../../journal/Fact';

/** A fact whose fields are not what its kind wants; it goes to quarantine. */
export class MisfitError extends Error {}

export class Fields {
  constructor(readonly fact: IFoundFact) {}

  /** A text that has to be there. */
  id(name: string): string {
    const value = this.fact[name];
    if (typeof value !== 'string' || value === '') {
      throw new MisfitError(`${this.fact.k} has no ${name}`);
    }
    return value;
  }

  text(name: string): string | null {
    const value = this.fact[name];
    return typeof value === 'string' ? value : value === null || value === undefined ? null : misfit(this.fact.k, name);
  }

  number(name: string): number | null {
    const value = this.fact[name];
    return typeof value === 'number' ? value : value === null || value === undefined ? null : misfit(this.fact.k, name);
  }

  /** A whole number that a BIGINT holds. */
  whole(name: string): number | null {
    const value = this.number(name);
    return value === null ? null : wholeNumber(value);
  }

  flag(name: string): boolean | null {
    const value = this.fact[name];
    return typeof value === 'boolean'
      ? value
      : value === null || value === undefined
        ? null
        : misfit(this.fact.k, name);
  }

  texts(name: string): string[] {
    const value = this.fact[name] ?? [];
    return Array.isArray(value) && value.every(entry => typeof entry === 'string') ? value : misfit(this.fact.k, name);
  }

  /** A list of mappings, each to be taken apart in the same way. */
  listOf(name: string): Fields[] {
    const value = this.fact[name] ?? [];
    return Array.isArray(value) && value.every(entry => typeof entry === 'object' && entry !== null)
      ? value.map(entry => new Fields({ seq: this.fact.seq, t: this.fact.t, ...entry, k: `${name} of ${this.fact.k}` }))
      : misfit(this.fact.k, name);
  }

  entries(name: string): [string, unknown][] {
    const value = this.fact[name];
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value)
      : misfit(this.fact.k, name);
  }
}

/** The nearest whole number within ±2^53. */
export function wholeNumber(value: number): number {
  return Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, Math.round(value) || 0));
}

function misfit(kind: string, name: string): never {
  throw new MisfitError(`${name} of ${kind} is not what it should be`);
}
