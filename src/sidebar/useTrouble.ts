import { useEffect, useState } from 'react';

import { useSidebar } from './sidebarContext';

/** Milliseconds between two looks; nobody looks while the sidebar is hidden. */
const LOOK_MS = 20_000;

/** What keeps the companion from showing what is recorded, in its words, such as a full disk; null while all is well. */
export function useTrouble(): string | null {
  const model = useSidebar();
  const { connector } = model.trail;
  const [trouble, setTrouble] = useState<string | null>(null);
  useEffect(() => {
    const gone = new AbortController();
    const look = async (): Promise<void> => {
      if (connector.state !== 'on' || document.hidden || !model.visible) {
        return;
      }
      try {
        const status = await connector.request({ type: 'status' }, gone.signal);
        if (!gone.signal.aborted) {
          setTrouble(status.trouble ?? null);
        }
      } catch {
        // Of a companion that is away the connector's state tells.
      }
    };
    const again = (): void => void look();
    void look();
    const timer = window.setInterval(again, LOOK_MS);
    connector.stateChanged.connect(again);
    document.addEventListener('visibilitychange', again);
    return () => {
      gone.abort();
      window.clearInterval(timer);
      connector.stateChanged.disconnect(again);
      document.removeEventListener('visibilitychange', again);
    };
  }, [connector, model]);
  return trouble;
}
