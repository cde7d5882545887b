import React, { useEffect, useRef, useState } from 'react';

/** Least milliseconds between two messages to a screen reader. */
const INTERVAL_MS = 10_000;

/** Reads a text out when it changes, at most once in ten seconds. */
export function Announcement(props: { text: string }): JSX.Element {
  const { text } = props;
  const [announced, setAnnounced] = useState('');
  const last = useRef(-INTERVAL_MS);
  useEffect(() => {
    if (text === announced) {
      return;
    }
    const wait = Math.max(0, last.current + INTERVAL_MS - performance.now());
    const timer = window.setTimeout(() => {
      last.current = performance.now();
      setAnnounced(text);
    }, wait);
    return () => window.clearTimeout(timer);
  }, [text, announced]);
  return (
    <div className="nt-hidden-text" aria-live="polite">
      {announced}
    </div>
  );
}
