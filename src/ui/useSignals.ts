import type { ISignal } from '@lumino/signaling';
import { useEffect, useReducer } from 'react';

/** Draws the component again whenever one of the signals is emitted; always the same number of them. */
export function useSignals(...signals: ISignal<unknown, unknown>[]): void {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const slot = () => redraw();
    signals.forEach(signal => signal.connect(slot));
    return () => signals.forEach(signal => void signal.disconnect(slot));
    // biome-ignore lint/correctness/useExhaustiveDependencies: the signals are the list, always as long
  }, signals);
}
