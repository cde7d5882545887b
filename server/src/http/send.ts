/** Answers over HTTP, whole or not at all. */
import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';

import type { IFileAnswer } from '../query/QueryBox';

/** An answer in JSON. */
export function send(response: ServerResponse, status: number, body: object): void {
  if (isThere(response)) {
    const content = Buffer.from(JSON.stringify(body));
    response.writeHead(status, headers('application/json; charset=utf-8', content.length));
    response.end(content);
  }
}

/** An answer in bytes. */
export function sendParts(response: ServerResponse, type: string, parts: readonly Uint8Array[]): void {
  if (isThere(response)) {
    response.writeHead(
      200,
      headers(
        type,
        parts.reduce((sum, { length }) => sum + length, 0)
      )
    );
    response.cork();
    parts.forEach(part => response.write(part));
    response.uncork();
    response.end();
  }
}

/** An answer in a file, which is deleted. */
export async function sendFile(
  response: ServerResponse,
  type: string,
  { path, row_count, truncated }: IFileAnswer
): Promise<void> {
  try {
    if (isThere(response)) {
      response.writeHead(200, {
        ...headers(type, (await stat(path)).size),
        'x-nbtrail-rows': row_count,
        'x-nbtrail-truncated': String(truncated)
      });
      // A client that leaves in the middle needs no answer.
      await pipeline(createReadStream(path), response).catch(() => undefined);
    }
  } finally {
    await rm(path, { force: true });
  }
}

function isThere(response: ServerResponse): boolean {
  return !response.writableEnded && !response.destroyed;
}

function headers(type: string, length: number): { [name: string]: string | number } {
  return {
    'content-type': type,
    'content-length': length,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff'
  };
}
