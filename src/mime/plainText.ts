import type { IRenderMime } from '@jupyterlab/rendermime';

/** The plain text beside a payload, as the notebook format allows it: one text or its lines. */
export function plainText(model: IRenderMime.IMimeModel, otherwise: string): string {
  const text: unknown = model.data['text/plain'];
  const lines = Array.isArray(text) ? text : [text];
  return lines.every(line => typeof line === 'string') ? lines.join('') : otherwise;
}
