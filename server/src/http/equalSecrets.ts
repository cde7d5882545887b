import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether two secrets are equal, in constant time. */
export function equalSecrets(one: string, other: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(one), hash(other));
}
