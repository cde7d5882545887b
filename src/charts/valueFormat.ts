import { format } from 'd3-format';

const plain = format('.3~r');
const large = format(',.4~r');
const tiny = format('.2~e');

/** A value as charts show it when nobody says better: three digits, a true minus, never more. */
export function formatValue(value: number): string {
  const size = Math.abs(value);
  const text =
    size !== 0 && size < 1e-3 ? tiny(value) : size >= 1000 ? large(value) : plain(value);
  return text.replace(/-/g, '\u2212');
}
