import { TrailError } from '../errors';

/** A request's JSON. @throws TrailError NT405 for what is no JSON object */
export function parsed(text: string): Record<string, unknown> {
  let body: unknown;
  try {
    body = JSON.parse(text === '' ? '{}' : text);
  } catch {
    throw new TrailError('NT405', 'The request is not JSON');
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new TrailError('NT405', 'The request is not a JSON object');
  }
  return body as Record<string, unknown>;
}
