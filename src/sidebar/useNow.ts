import { useEffect, useState } from 'react';

/** The time, renewed every `pace` milliseconds; null stops the clock. */
export function useNow(pace: number | null): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    if (pace === null) {
      return;
    }
    setNow(new Date());
    const timer = window.setInterval(() => setNow(new Date()), pace);
    return () => window.clearInterval(timer);
  }, [pace]);
  return now;
}
