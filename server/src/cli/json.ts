/**
 * JSON that is safe to look at in a terminal: JSON.stringify leaves some control
 * characters as they are (C1, reordering marks); here they are escaped as well.
 */
export function json(value: unknown): string {
  return JSON.stringify(value).replace(/[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu, sign =>
    Array.from(
      { length: sign.length },
      (_, index) => `\\u${sign.charCodeAt(index).toString(16).padStart(4, '0')}`
    ).join('')
  );
}
